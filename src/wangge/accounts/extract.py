"""The audit log as a file: what an inspection takes along, with each entry's place in the chain."""

import csv
import io
from collections.abc import Iterator

import msgspec
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext

from wangge.accounts import labels
from wangge.accounts.logbook import reading
from wangge.core.audit import AuditEntry
from wangge.core.audit.chain import AuditLink
from wangge.core.words import N_

MOST = 50_000
PAGE = 1000
COLUMNS = (
    N_("Number"), N_("Time"), N_("Kind of actor"), N_("Actor"), N_("Role"), N_("Place"), N_("Action"),
    N_("Object"), N_("Number of the object"), N_("Name of the object"), N_("Reason"), N_("Network address"),
    N_("Details"), N_("Link"), N_("Hash of the link"),
)  # fmt: skip
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(found: QuerySet[AuditEntry]) -> tuple[int, bool]:
    """How many rows the file will have, and whether there are more than fit."""
    count = found.order_by()[: MOST + 1].count()
    return min(count, MOST), count > MOST


def as_csv(found: QuerySet[AuditEntry], language: str) -> Iterator[bytes]:
    """The newest `MOST` entries, newest first, as UTF-8 with a mark that spreadsheets look for. It is read while it
    is sent, after the request has let go of its language: so it is told one."""
    with translation.override(language):
        yield from _lines(found)


def _lines(found: QuerySet[AuditEntry]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line([gettext(column) for column in COLUMNS])
    link = AuditLink.objects.filter(entry=OuterRef("pk"))
    told = found.order_by("-id").annotate(
        link=Subquery(link.values("number")[:1]), link_hash=Subquery(link.values("hash")[:1])
    )
    last = None
    left = MOST
    while left > 0:
        page = list((told.filter(pk__lt=last) if last is not None else told)[: min(PAGE, left)])
        if not page:
            return
        names = reading(page)
        for each in page:
            yield _line(
                [
                    each.pk,
                    localtime(each.at).isoformat(timespec="seconds"),
                    labels.audited(labels.ACTORS, each.actor_kind).label,
                    gettext(each.actor_label) if each.actor_kind == "job" else each.actor_label,
                    names.role(each.posting),
                    names.place(each.posting),
                    labels.audited(labels.AUDIT_ACTIONS, each.action).label,
                    labels.audited(labels.AUDIT_OBJECTS, each.object_kind).label if each.object_kind else "",
                    each.object_no,
                    names.object(each),
                    each.reason,
                    each.address,
                    msgspec.json.encode(each.data).decode(),
                    each.link or "",
                    each.link_hash or "",
                ]
            )
        last, left = page[-1].pk, left - len(page)


def _line(values: list[object]) -> bytes:
    written = io.StringIO()
    cells = [str(value) for value in values]
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return written.getvalue().encode()
