"""The register of processing as it is read: what the definitions say, what the city adds, and how it is assessed."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts import labels as accounts
from wangge.accounts.cases.labels import DUE, due_word, maybe
from wangge.accounts.cases.views import state_named
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.network import queries as network
from wangge.protection.models import ActivityNote, Assessment
from wangge.protection.powers import SEE
from wangge.protection.register.activities import KINDS, Activity, ActivityFact, activities, by_key
from wangge.protection.register.grounds import GROUNDS, Ground, ground
from wangge.protection.register.notes import latest
from wangge.registry.door import require


class AssessmentBrief(msgspec.Struct, frozen=True):
    """The assessment of an activity that counts: the one in force, else the one being worked on."""

    case_no: str
    state: Named
    due_at: datetime | None
    due: Named | None


class ActivityRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the register. `grounds`: why it needs an assessment; `missing`: it needs one, and none is in force.
    `unit`: who is in charge, "" as long as nobody is named."""

    key: str
    kind: Named
    label: str
    about: str
    sensitive: bool
    grounds: list[Ground]
    unit: str
    assessment: AssessmentBrief | None
    missing: bool


class ActivityList(msgspec.Struct, frozen=True):
    """The whole register; `missing` says how many lines still need an assessment."""

    items: list[ActivityRow]
    missing: int


class NoteView(msgspec.Struct, frozen=True):
    """What the city said of an activity, and who said it when; `unit_name` beside its number."""

    number: int
    unit: int | None
    unit_name: str
    processor: str
    recipient: str
    storage: str
    abroad: bool
    note: str
    at: datetime
    by: str


class ActivityView(ActivityRow, frozen=True, kw_only=True):
    """One activity whole. `kept`: how long, one line a rule. `seen`: the powers that show it, `own`: who else sees
    it. `version`: of what the city said, 0 if nothing; `history`: all of it, the newest first, of which the first
    counts."""

    purpose: str
    basis: str
    facts: list[ActivityFact]
    source: str
    kept: list[str]
    seen: list[Named]
    own: str
    version: int
    history: list[NoteView]
    assessments: list[AssessmentBrief]


def listed(actor: Actor) -> ActivityList:
    """The register. Three queries."""
    require(actor, SEE)
    now = clock_now()
    notes, known = latest(), current()
    units = network.unit_names(note.unit for note in notes.values() if note.unit)
    rows = [
        ActivityRow(**_row(each, notes.get(each.key), known.get(each.key), units, now))
        for each in activities()
    ]
    return ActivityList(rows, sum(each.missing for each in rows))


def one(key: str, actor: Actor) -> ActivityView:
    """One activity, or NOT_FOUND. Three queries."""
    require(actor, SEE)
    activity = by_key().get(key)
    if activity is None:
        raise Problem(problems.NOT_FOUND)
    now = clock_now()
    history = list(ActivityNote.objects.filter(activity=key).order_by("-number"))
    units = network.unit_names({each.unit for each in history if each.unit})
    cases = list(Assessment.objects.filter(activities__contains=[key]).order_by("-id"))
    last = history[0] if history else None
    return ActivityView(
        **_row(activity, last, counting(cases), units, now),
        purpose=activity.purpose,
        basis=activity.basis,
        facts=activity.facts,
        source=activity.source,
        kept=activity.kept,
        seen=accounts.power_list(activity.see),
        own=activity.own,
        version=last.number if last else 0,
        history=[_note(each, units) for each in history],
        assessments=[_brief(each, now) for each in cases],
    )


def current() -> dict[str, Assessment]:
    """The assessment that counts of every activity that has one. One query."""
    found: dict[str, list[Assessment]] = {}
    for case in Assessment.objects.filter(closed_at=None).order_by("-id"):
        for key in case.activities:
            found.setdefault(key, []).append(case)
    return {key: case for key, cases in found.items() if (case := counting(cases)) is not None}


def counting(cases: list[Assessment]) -> Assessment | None:
    """Of the assessments of an activity, the newest first: the one in force, else the one being worked on."""
    going = [each for each in cases if each.closed_at is None]
    return next((each for each in going if each.state == "approved"), going[0] if going else None)


def needed(activity: Activity, note: ActivityNote | None) -> list[str]:
    """The grounds on which an activity needs an assessment: by its definition, and by what the city says of it."""
    found = {
        *activity.grounds,
        *(["entrusted"] if note and note.processor else []),
        *(["provided"] if note and note.recipient else []),
        *(["abroad"] if note and note.abroad else []),
    }
    return [key for key in GROUNDS if key in found]


def _row(
    activity: Activity,
    note: ActivityNote | None,
    case: Assessment | None,
    units: dict[int, str],
    now: datetime,
) -> dict[str, Any]:
    grounds = needed(activity, note)
    return {
        "key": activity.key,
        "kind": Named(activity.kind, gettext(KINDS[activity.kind])),
        "label": activity.label,
        "about": activity.about,
        "sensitive": activity.sensitive,
        "grounds": [ground(key) for key in grounds],
        "unit": units.get(note.unit, "") if note and note.unit else "",
        "assessment": _brief(case, now) if case else None,
        "missing": bool(grounds) and (case is None or case.state != "approved"),
    }


def _brief(case: Assessment, now: datetime) -> AssessmentBrief:
    flow = flow_at("assessment", case.flow_version)
    due = maybe(DUE, due_word(case.due_at, case.warn_at, now))
    return AssessmentBrief(case.case_no, state_named(flow, case.state), case.due_at, due)


def _note(note: ActivityNote, units: dict[int, str]) -> NoteView:
    return NoteView(
        number=note.number,
        unit=note.unit,
        unit_name=units.get(note.unit, "") if note.unit else "",
        processor=note.processor,
        recipient=note.recipient,
        storage=note.storage,
        abroad=note.abroad,
        note=note.note,
        at=note.at,
        by=note.by,
    )
