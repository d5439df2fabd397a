"""Making the files of approved lists, and ending what nobody approved or fetched in time: the platform's own part."""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext, override

from wangge.core import audit, many
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.deletions import deleted, rule
from wangge.core.flow import store
from wangge.core.flow.decide import NOT_NOW
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.core.sheet import Column, workbook
from wangge.core.words import N_
from wangge.registry import facts
from wangge.registry.door import SEE
from wangge.registry.exports import marks
from wangge.registry.exports.actions import DRAWER, OBJECT, drop, world
from wangge.registry.exports.flow import ExportSettings
from wangge.registry.exports.models import RegisterExport
from wangge.registry.exports.purposes import field_of, purposes
from wangge.registry.exports.rows import Filter, ListRow, read
from wangge.registry.keeping import EXPORTS
from wangge.registry.labels import EXPORTED
from wangge.registry.models import Reading

PLATFORM = job(N_("Lists out of the register"))
SWEPT = 24 * 3600.0  # a file nobody knows of is from a process that was stopped
WIDTH = 20
FILES = rule(
    "registry.exports",
    "registry.exports_end",
    N_("Files of lists out of the register"),
    N_("the list was made"),
    timedelta(days=ExportSettings().keep_days),
)


def make_waiting() -> dict[str, int]:
    """Make every list that has been approved; the number of them. One that is withdrawn meanwhile is left alone."""
    with guarded(job(EXPORTS)):
        waiting = list(RegisterExport.objects.filter(state="approved").order_by("id"))
    return {"made": sum(make(case) for case in waiting)}


def make(case: RegisterExport) -> bool:
    """Make the files of one list, sealed, and tell who was in it that they were. False if it is no longer wanted."""
    purpose = purposes()[case.purpose]
    # The platform sees no more of the register for this than the area that was approved.
    reader = Actor(kind=ActorKind.JOB, label=EXPORTS, powers=frozenset({"job", SEE}), region=case.region_code)
    asked = Filter(purpose.subject, case.region_code, case.kind, case.group)
    with guarded(reader):
        rows = [row for chunk in read(asked, case.fields, reader) for row in chunk]
    with override("zh-hans"):
        content = _csv(case, rows)
        case.csv = DRAWER.put(content)
        case.xlsx = DRAWER.put(_workbook(case, rows))
    try:
        with transaction.atomic():
            _keep(case, rows, hashlib.sha256(content).hexdigest())
            with guarded(reader):
                _tell(case, rows)
    except BaseException as error:
        drop(case)
        if isinstance(error, Problem) and error.kind is NOT_NOW:
            return False
        raise
    return True


def end_old() -> dict[str, int]:
    """End the lists whose time is up and delete their files, and files that no list knows; how many of each."""
    now, ended = clock_now(), 0
    with guarded(job(EXPORTS)):
        due = list(RegisterExport.objects.filter(closed_at=None, ends_at__lte=now).order_by("id"))
        for case in due:
            with guarded(job(EXPORTS)):
                visible = RegisterExport.objects.all()
                result = store.perform(
                    "register_export", visible, case.case_no, "end", PLATFORM, {}, None, world()
                )
            if not result.replayed:
                ended += 1
                audit.record(PLATFORM, "export.end", (OBJECT, case.case_no), region=case.region_code)
            drop(case)
        deleted(FILES, ended)
        held = RegisterExport.objects.filter(closed_at=None).values_list("csv", "xlsx")
        kept = {name for names in held for name in names}
    return {"ended": ended, "files": DRAWER.sweep(kept, SWEPT)}


def _keep(case: RegisterExport, rows: Sequence[ListRow], digest: str) -> None:
    with guarded(job(EXPORTS)):
        done = {"rows": len(rows), "digest": digest}
        visible = RegisterExport.objects.all()
        store.perform("register_export", visible, case.case_no, "make", PLATFORM, done, None, world())
        RegisterExport.objects.filter(pk=case.pk).update(csv=case.csv, xlsx=case.xlsx)
        audit.record(PLATFORM, "export.make", (OBJECT, case.case_no), region=case.region_code, rows=len(rows))


def _tell(case: RegisterExport, rows: Sequence[ListRow]) -> None:
    """Where values were taken out in the clear, everybody they are of may see who looked, and what for."""
    subject = purposes()[case.purpose].subject
    if any(field_of(subject, name)[1].sealed for name in case.fields):
        many.insert(
            [
                Reading(
                    subject=facts.KINDS[type(row.of)],
                    subject_id=row.of.pk,
                    region_code=row.of.region_code,
                    field=EXPORTED,
                    person=case.asked_by,
                    by=case.asker,
                    reason=case.reason,
                )
                for row in rows
            ]
        )


def _said(case: RegisterExport, rows: int) -> list[str]:
    """What stands above the rows: who answers for the list, for whom and what for, and until when it may be kept."""
    told = {
        "asker": case.asker,
        "approver": case.approver,
        "receiver": case.receiver,
        "time": f"{localtime():%Y-%m-%d %H:%M}",
        "number": case.case_no,
        "purpose": purposes()[case.purpose].label,
        "reason": case.reason,
        "rows": rows,
    }
    return [
        gettext(
            "List %(number)s, taken out by %(asker)s for %(receiver)s at %(time)s, approved by %(approver)s"
        )
        % told,
        gettext(
            "For: %(purpose)s, %(reason)s. %(rows)s rows, each marked with the number. Not to be passed on."
        )
        % told,
    ]


def _headings(case: RegisterExport) -> list[str]:
    subject = purposes()[case.purpose].subject
    named = [gettext(N_("Name of the place"))] if subject == "organisation" else []
    fields = [field_of(subject, name)[1].label for name in case.fields]
    return [*named, *fields, gettext(N_("Address")), gettext(N_("Number of the list"))]


def _cells(case: RegisterExport, rows: Sequence[ListRow]) -> list[list[str]]:
    invisible = marks.mark(case.case_no)
    return [[*row.cells, marks.marked(row.address, invisible), case.case_no] for row in rows]


def _csv(case: RegisterExport, rows: Sequence[ListRow]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([line] for line in _said(case, len(rows)))
    writer.writerow(_headings(case))
    writer.writerows([_plain(cell) for cell in cells] for cells in _cells(case, rows))
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A text that a spreadsheet program would take for a formula, so that it does not."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _workbook(case: RegisterExport, rows: Sequence[ListRow]) -> bytes:
    columns = [Column(heading, WIDTH) for heading in _headings(case)]
    title = purposes()[case.purpose].label
    return workbook(title[:31], _said(case, len(rows)), columns, _cells(case, rows), case.asker)
