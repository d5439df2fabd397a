"""A request as people read it: the operator with every step, the person concerned with the answer alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.story import StepView, story
from wangge.accounts.cases.told import told
from wangge.accounts.cases.views import ActionView, state_named
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.flow.editions import flow_at
from wangge.core.flow.table import Flow
from wangge.core.named import Named
from wangge.core.words import N_
from wangge.registry import definitions, forms
from wangge.registry.models import RightsRequest
from wangge.registry.requests import rights
from wangge.registry.requests.words import said

OUTCOMES = {
    "granted": N_("Granted in full"),
    "partly": N_("Granted in part"),
    "refused": N_("Not granted"),
}
# What the engine noted beside the form of a step.
NOTES = {"reason": N_("Reason"), "facts": N_("Facts deleted")}
# The person reads an answer when it is one: what is being written is not told yet.
ANSWERED = ("answered", "told", "closed")


class AnswerView(msgspec.Struct, frozen=True):
    """A request as its person reads it: `about` is the group of facts, "" for all; `asked` their own words.
    `outcome`, why (`reason` with its `law`), what was `decided` and `done` in words, once there is an answer;
    `complaint`: how to complain of one that does not grant it all."""

    case_no: str
    kind: Named
    about: str
    state: Named
    version: int
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    late: bool
    asked: str
    outcome: Named | None
    reason: str
    law: str
    decided: str
    done: str
    complaint: str
    may_withdraw: bool


class Steps(Reading):
    """The lines of a request's steps."""

    def note(self, name: str) -> str:
        return NOTES.get(name, "")

    def said(self, name: str, value: Any) -> str:
        if name == "reason":
            known = rights.refusals().get(str(value))
            return known.label if known else ""
        return super().said(name, value)


def outcome_named(key: str) -> Named | None:
    return Named(key, gettext(OUTCOMES[key])) if key else None


def about(group: str) -> str:
    """The group of facts a request is about, as people call it; "" for all of them."""
    known = definitions.groups("person").get(group)
    return known.label if known else ""


def answers(cases: Iterable[RightsRequest], actor: Actor) -> list[AnswerView]:
    """Requests as their person reads them, with `words` fetched. No query."""
    return [_answer(each, actor) for each in cases]


def _answer(case: RightsRequest, actor: Actor) -> AnswerView:
    flow = flow_at("rights", case.flow_version)
    words = said(case, getattr(case, "words", None))
    answered = case.state in ANSWERED
    refusal = rights.refusals().get(case.reason) if answered else None
    withdraw = flow.action_by_key.get("withdraw")
    return AnswerView(
        case_no=case.case_no,
        kind=rights.kind_named(case.kind),
        about=about(case.group),
        state=state_named(flow, case.state),
        version=case.version,
        opened_at=case.opened_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        late=case.due_at is not None and case.due_at <= clock_now(),
        asked=words.asked,
        outcome=outcome_named(case.outcome) if answered else None,
        reason=refusal.label if refusal else "",
        law=refusal.law if refusal else "",
        decided=words.decided if answered else "",
        done=words.done if answered else "",
        complaint=rights.complaint() if refusal else "",
        may_withdraw=actor.subject is not None and withdraw is not None and case.state in withdraw.source,
    )


def steps(flow: Flow, case: RightsRequest, calendar: Calendar) -> list[StepView]:
    """The steps of a request as the operator reads them. One query."""
    rows, _ = told(case)
    return story(flow, case, calendar, rows, Steps())


def drawn(actions: list[ActionView], case: RightsRequest) -> list[ActionView]:
    """The actions with the forms that only this request can draw: the reasons that may stand against it, and for a
    correction the form of its group of facts."""
    return [msgspec.structs.replace(each, form=_form(each, case)) for each in actions]


def _form(action: ActionView, case: RightsRequest) -> dict[str, Any]:
    if action.key == "correct":
        group = definitions.groups("person").get(case.group)
        return forms.schema(group) if group else action.form
    properties = action.form.get("properties", {})
    if "reason" not in properties:
        return action.form
    reasons = [
        {"const": each.key, "title": f"{each.label} ({each.law})"}
        for each in rights.refusals(case.kind).values()
    ]
    return action.form | {
        "properties": properties | {"reason": {"title": properties["reason"]["title"], "oneOf": reasons}}
    }
