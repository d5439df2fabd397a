"""The desk of the demonstration (`data/demo.yaml`), filled through the one door as people fill it."""

from datetime import timedelta
from importlib.resources import files
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.accounts import actors, queries
from wangge.core.actors import Actor
from wangge.protection.assessments import actions as assessments
from wangge.protection.assessments.actions import AssessmentIn
from wangge.protection.breaches import actions as breaches
from wangge.protection.breaches.actions import BreachIn
from wangge.protection.breaches.forms import Happened
from wangge.protection.models import Assessment
from wangge.protection.register import notes
from wangge.protection.register.notes import NoteIn


class DemoNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    activity: str
    by: str
    storage: str
    recipient: str = ""
    note: str = ""


class DemoAssessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without words it is begun only; `second` approves it, else it waits if it is `submitted`."""

    activities: list[str]
    by: str
    purpose: str = ""
    rights: str = ""
    measures: str = ""
    risk: str = ""
    submitted: bool = False
    second: str = ""


class DemoBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Found so many `hours` ago, and closed since."""

    by: str
    hours: int
    activities: list[str]
    kinds: list[Happened]
    words: str
    contained: str
    causes: list[str]
    harms: list[str]
    affected: int
    harm: str
    authority: list[str]
    spared: str
    lessons: str


class DemoDesk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    notes: list[DemoNote]
    assessments: list[DemoAssessment]
    breaches: list[DemoBreach]


def source() -> DemoDesk:
    text = files("wangge.protection").joinpath("data/demo.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=DemoDesk)


def load_demo() -> dict[str, int]:
    """Fill the desk, unless somebody has begun; how many of each."""
    if Assessment.objects.exists():
        return {}
    desk = source()
    for note in desk.notes:
        said = NoteIn(version=0, storage=note.storage, recipient=note.recipient, note=note.note)
        notes.write(note.activity, said, _who(note.by))
    for assessment in desk.assessments:
        _assess(assessment)
    for breach in desk.breaches:
        _record(breach)
    return {"assessments": len(desk.assessments), "breaches": len(desk.breaches)}


def _assess(row: DemoAssessment) -> None:
    actor = _who(row.by)
    number = assessments.begin(AssessmentIn(activities=row.activities), actor).case.case_no
    if not row.purpose:
        return
    written = {name: getattr(row, name) for name in ("purpose", "rights", "measures", "risk")}
    assessments.act(number, "write", actor, written, None)
    if row.submitted or row.second:
        assessments.act(number, "submit", actor, {}, None)
    if row.second:
        assessments.act(number, "approve", _who(row.second), {}, None)


def _record(row: DemoBreach) -> None:
    actor = _who(row.by)
    asked = BreachIn(
        found_at=clock_now() - timedelta(hours=row.hours),
        kinds=row.kinds,
        certain=True,
        activities=row.activities,
        words=row.words,
    )
    number = breaches.record(asked, actor).case.case_no

    def act(action: str, **data: Any) -> None:
        breaches.act(number, action, actor, data, None)

    act("contain", words=row.contained)
    counted = {"counted": "exact", "affected": row.affected}
    act("assess", causes=row.causes, harms=row.harms, words=row.harm, **counted)
    act("tell_authority", whom=row.authority)
    act("spare_people", words=row.spared)
    act("close", words=row.lessons)


def _who(username: str) -> Actor:
    found = actors.from_person(queries.people(q=username).get(username=username).pk)
    assert found is not None
    return found[1]
