"""Impact assessments as they are read."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.utils.timezone import localdate
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.cases.labels import DUE, due_word, maybe
from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.story import story
from wangge.accounts.cases.told import told
from wangge.accounts.cases.views import CaseView, case_facts, state_named
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.network.scope import within
from wangge.protection.assessments import words
from wangge.protection.assessments.actions import world
from wangge.protection.assessments.flow import Risk
from wangge.protection.keeping import KEPT
from wangge.protection.labels import choice_named
from wangge.protection.models import Assessment
from wangge.protection.powers import SEE
from wangge.protection.register.activities import named
from wangge.registry.door import require


class AssessmentRow(msgspec.Struct, frozen=True):
    """One line: what is assessed, by whom it was written last, and when it is to be looked at again."""

    case_no: str
    activities: list[Named]
    state: Named
    risk: Named | None
    writer: str
    approver: str
    opened_at: datetime
    due_at: datetime | None
    due: Named | None
    version: int


class AssessmentPage(msgspec.Struct, frozen=True):
    items: list[AssessmentRow]
    next: str | None


class AssessmentPart(msgspec.Struct, frozen=True):
    """One of the three things the law asks for; `text` is "" before it is written, and once its time was up."""

    key: str
    label: str
    text: str


class AssessmentView(CaseView, frozen=True, kw_only=True):
    """One assessment. `kept_until`: its words stay so long at least, None while it is not over."""

    activities: list[Named]
    parts: list[AssessmentPart]
    risk: Named | None
    writer: str
    approver: str
    approved_at: datetime | None
    due_at: datetime | None
    due: Named | None
    kept_until: date | None


class Steps(Reading):
    """The lines of an assessment's steps."""

    def said(self, name: str, value: Any) -> str:
        if name == "activities" and isinstance(value, list):
            return " / ".join(each.label for each in named(value))
        return super().said(name, value)


def listed(
    actor: Actor, which: Literal["open", "ended"] = "open", cursor: str | None = None, limit: int = 50
) -> AssessmentPage:
    """Those that are written, decided on or in force; or those that are over; the newest first. One query."""
    require(actor, SEE)
    now = clock_now()
    rows = within(Assessment.objects.filter(closed_at__isnull=which == "open"), actor)
    found = page(rows, cursor=cursor, limit=limit)
    return AssessmentPage(
        [
            AssessmentRow(
                case_no=row.case_no,
                activities=named(row.activities),
                state=state_named(flow_at("assessment", row.flow_version), row.state),
                risk=choice_named(Risk, row.risk),
                writer=row.writer,
                approver=row.approver,
                opened_at=row.opened_at,
                due_at=row.due_at,
                due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
                version=row.version,
            )
            for row in found.items
        ],
        found.next,
    )


def one(case_no: str, actor: Actor) -> AssessmentView:
    """One assessment with its words and steps, or NOT_FOUND. Three queries, and the numbers of what is published."""
    require(actor, SEE)
    now, around = clock_now(), world()
    row = within(Assessment.objects.all(), actor).filter(case_no=case_no).first()
    if row is None:
        raise Problem(problems.NOT_FOUND)
    flow = flow_at("assessment", row.flow_version)
    steps = story(flow, row, around.calendar, told(row)[0], Steps())
    said = words.said(row)
    return AssessmentView(
        **case_facts(flow, row, actor, around, now, steps),
        activities=named(row.activities),
        parts=[AssessmentPart(key, gettext(words.PARTS[key]), said.get(key, "")) for key in words.PARTS],
        risk=choice_named(Risk, row.risk),
        writer=row.writer,
        approver=row.approver,
        approved_at=row.approved_at,
        due_at=row.due_at,
        due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
        kept_until=localdate(row.closed_at + KEPT) if row.closed_at else None,
    )
