"""Lists taken out of the platform: with a reason, marked with it, written to the audit log, gone after a day.

A workbook leaves the platform's protection, so it says on its face who answers for it, and it never holds how
to reach a reporter. The file waits sealed, in a folder of its own, for the one person who asked for it.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from wangge.core import audit, deletions, problems
from wangge.core.actors import Actor
from wangge.core.drawer import Drawer
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.sheet import Column, workbook
from wangge.core.words import N_
from wangge.events.lists import queries, todo
from wangge.events.lists.filters import Filters
from wangge.events.lists.queries import EventRow
from wangge.events.lists.saved import ViewIn, as_kept
from wangge.events.lists.todo import TodoRow
from wangge.events.models import Export
from wangge.network import queries as network
from wangge.network.scope import within

MOST_ROWS = 10_000
KEEP = timedelta(days=1)
DRAWER = Drawer("exports", "event.export")
LISTS = deletions.rule(
    "events.exports", "events.exports", N_("Lists taken out of the console"), N_("it was taken out"), KEEP
)
LABELS = {"todo": N_("To-do list"), "events": N_("Events")}
# Heading and width of each column; `_values` gives the values in this order.
COLUMNS = (
    (N_("Case number"), 20), (N_("Kind"), 10), (N_("State"), 16), (N_("Step"), 8), (N_("Item"), 18),
    (N_("Grade"), 24), (N_("Channel"), 14), (N_("Text"), 50), (N_("Place"), 36),
    (N_("Centre that answers for it"), 20),
    (N_("Lies with"), 28), (N_("Lead unit"), 24), (N_("Opened"), 17), (N_("Due"), 17), (N_("Time left"), 10),
    (N_("Closed at"), 17), (N_("Reminders"), 8), (N_("Supervision orders"), 8), (N_("Times overdue"), 8),
    (N_("Rating"), 12),
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which list, narrowed how, and what it is needed for."""

    list: Literal["todo", "events"]
    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=200, pattern=r"\S")]
    filters: dict[str, Any] = {}


class Made(msgspec.Struct, frozen=True):
    """`cut`: there were more rows than fit; `url`: where the same person may fetch it until `until`."""

    id: int
    rows: int
    cut: bool
    url: str
    until: str


@transaction.atomic
def make(asked: Asked, actor: Actor, *, address: str = "") -> Made:
    """Write the workbook and the audit entry. Problems name `reason`, `list` or `filters.…`."""
    refuse_unclean(msgspec.to_builtins(asked))
    if actor.person is None:
        raise Problem(problems.FORBIDDEN)
    if len(asked.reason.strip()) < 2:
        raise invalid(reason=N_("Say what you need it for"))
    kept = as_kept(ViewIn(name="-", list=asked.list, filters=asked.filters))
    rows, cut = _rows(asked.list, msgspec.convert(kept, Filters), actor)
    content = _book(asked, rows, cut, actor)
    name = DRAWER.put(content)
    made = Export.objects.create(
        person_id=actor.person,
        list=asked.list,
        file=name,
        rows=len(rows),
        cut=cut,
        reason=asked.reason.strip(),
    )
    # What somebody looked for may be a name: the log says that words were given, not which.
    told = {key: value for key, value in kept.items() if key != "q"} | (
        {"words": True} if "q" in kept else {}
    )
    audit.record(
        actor, "list.exported", ("export", made.pk), asked.reason, address=address, list=asked.list,
        filters=told, rows=len(rows), cut=cut,
    )  # fmt: skip
    until = localtime(made.at + KEEP).isoformat()
    return Made(made.pk, made.rows, made.cut, f"/api/v1/exports/{made.pk}/file", until)


def fetch(number: int, actor: Actor) -> tuple[str, bytes]:
    """The name to save it under and the workbook; NOT_FOUND for anyone else and after a day."""
    rows = within(Export.objects.filter(at__gt=now() - KEEP), actor)
    export = rows.filter(pk=number).first() if number < 2**63 else None
    content = DRAWER.get(export.file) if export else None
    if export is None or content is None:
        raise Problem(problems.NOT_FOUND)
    name = f"wangge-{export.list}-{localtime(export.at):%Y%m%d-%H%M}.xlsx"
    return name, content


def purge() -> int:
    """Delete what is older than a day, rows and files, and files that no row knows; the number of files."""
    with transaction.atomic():
        old = Export.objects.filter(at__lt=now() - KEEP)
        gone = list(old.values_list("file", flat=True))
        old.delete()
        deletions.deleted(LISTS, len(gone))
    for name in gone:
        DRAWER.drop(name)
    return len(gone) + DRAWER.sweep((), KEEP.total_seconds())


def _rows(of: str, filters: Filters, actor: Actor) -> tuple[list[list[Any]], bool]:
    """The list's rows as cells, at most `MOST_ROWS`, and whether there are more."""
    if of == "todo":
        found = todo.read(actor, filters, MOST_ROWS + 1)
        return [_values(row) for row in todo.as_rows(found[:MOST_ROWS])], len(found) > MOST_ROWS
    listed = queries.read(actor, filters, MOST_ROWS + 1)
    return [_values(row) for row in queries.as_rows(listed[:MOST_ROWS])], len(listed) > MOST_ROWS


def _values(row: TodoRow | EventRow) -> list[Any]:
    """What the list shows of a row, in the order of `COLUMNS`: labels, never keys."""
    task = isinstance(row, TodoRow)
    return [
        row.case_no,
        row.kind.label if task else gettext("Event"),
        row.state.label,
        row.step.label,
        row.item.label if row.item else "",
        row.grade.label if row.grade else "",
        row.channel.label if row.channel else "",
        row.title if task else row.excerpt,
        row.region,
        row.owner_name,
        " ".join(filter(None, (row.desk.name, row.desk.reason.label))) if row.desk else "",
        row.lead.name if row.lead else "",
        row.opened_at,
        row.due_at,
        row.due.label if row.due else "",
        None if task else row.closed_at,
        row.reminders,
        row.orders,
        row.overdues,
        "" if task else row.rating_label,
    ]


def _book(asked: Asked, rows: list[list[Any]], cut: bool, actor: Actor) -> bytes:
    posting = network.postings([actor.posting or 0]).get(actor.posting or 0)
    said = {
        "name": actor.label,
        "place": posting.place if posting else "",
        "time": f"{localtime():%Y-%m-%d %H:%M}",
        "reason": asked.reason.strip(),
        "rows": len(rows),
    }
    marks = [gettext("Taken out by %(name)s, %(place)s, at %(time)s, for: %(reason)s") % said]
    marks.append(
        gettext("The first %(rows)s rows; there are more. Narrow the list to get the rest.") % said
        if cut
        else gettext("%(rows)s rows, the whole list as it was then.") % said
    )
    columns = [Column(gettext(heading), width) for heading, width in COLUMNS]
    return workbook(gettext(LABELS[asked.list]), marks, columns, rows, actor.label)
