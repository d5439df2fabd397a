"""Following a case without an account: the number in the address, the secret in `X-Case-Secret`.

    GET  /follow/{case_no}                      how far it is, what was done
    POST /follow/{case_no}/actions/{action}     rate, remind, add information, reopen, withdraw
    GET  /follow/{case_no}/attachments          my photos, and those of the result
    POST /follow/{case_no}/attachments          add one
    GET  /follow/{case_no}/attachments/{id}     fetch one

A secret in an address would end up in logs; a wrong one is answered like a case that does not exist.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext
from ninja import Router, Status

from wangge.accounts.auth import actor_of
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at, refuse_indirect
from wangge.core.http.documents import json_response
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import (
    ActionRequest,
    ActionResult,
    acted,
    action_request,
    etag,
    idempotency_key,
)
from wangge.core.problems import Problem
from wangge.events.api.files import FILE, STORED, AttachmentOut, received, served
from wangge.events.api.secret import SecretAuth
from wangge.events.case.views import ActionView, action_views, state_named
from wangge.events.files import attachments
from wangge.events.labels import (
    DUE,
    EMERGENCY,
    MEDIA,
    RATINGS,
    STEP_LABELS,
    Named,
    due_word,
    item_named,
    maybe,
    named,
    phase,
)
from wangge.events.lists.waiting import Names, desk_view
from wangge.events.loop import actions
from wangge.events.loop.database import Database
from wangge.events.models import Event, EventStep
from wangge.network.scope import within

# What a reporter is told of a step's data: what was done for them, not who said what to whom inside.
TOLD = {
    "feed_back": "result", "refuse": "explanation", "settle": "done", "dispatch": "lead_name",
    "designate": "lead_name", "report_controlled": "because", "refer": "service",
}  # fmt: skip


router = Router(tags=["follow"], auth=SecretAuth())


class Progress(msgspec.Struct, frozen=True):
    """One step as the reporter reads it."""

    at: datetime
    step: Named
    action: Named
    told: str


class FileView(msgspec.Struct, frozen=True):
    """A file the reporter may see: `mine` is their own, the others show the result."""

    id: int
    kind: Named
    media_type: str
    name: str
    size: int
    at: datetime
    mine: bool
    url: str


class FileList(msgspec.Struct, frozen=True):
    items: list[FileView]


class Main(msgspec.Struct, frozen=True):
    """The case this one was put together with: the same matter, so its outcome is told here too."""

    case_no: str
    state: Named
    closed_at: datetime | None
    outcome: str


class Followed(msgspec.Struct, frozen=True):
    """A case as its reporter sees it. `who` has it now, empty when it has ended. `outcome`: what was done in the
    end, or why not; empty until then, and again when it is done anew. `merged` says more of `merged_into`."""

    case_no: str
    state: Named
    step: Named
    version: int
    text: str
    who: str
    outcome: str
    item: Named | None
    region: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due: Named | None
    merged_into: str | None
    merged: Main | None
    rating: Named | None
    progress: list[Progress]
    attachments: list[FileView]
    may_attach: bool
    actions: list[ActionView]


# The steps that would tell a reporter nothing but how the office works.
INSIDE = {
    "progress",
    "contribute",
    "attach",
    "mark_warning",
    "appraise",
    "correct",
    "transfer",
    "answer_order",
}


# What says how it ended, and what makes that no longer so.
OUTCOMES = ("feed_back", "settle", "refuse", "report_controlled", "refer")
ANEW = ("rework", "reopen", "ask_review")


@router.get("/follow/{case_no}", summary="Follow a case", openapi_extra=answer(Followed))
def progress(request: HttpRequest, case_no: str) -> HttpResponse:
    actor = actor_of(request)
    event = within(Event.objects.select_related("merged_into"), actor).filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    flow, now = flow_at("event", event.flow_version), clock_now()
    steps = list(event.steps.order_by("seq"))
    told = [
        Progress(
            at=step.at,
            step=Named(action.step, gettext(STEP_LABELS[action.step])),
            action=Named(action.key, gettext(action.label)),
            told=_told(step),
        )
        for step in steps
        if step.action not in INSIDE and (action := flow.action_by_key.get(step.action))
    ]
    names = Names.of(
        [{name: getattr(event, name) for name in ("region_code", "owner", "lead_unit_id", "desk")}]
    )
    desk = desk_view(flow, event.state, event.desk, names)
    followed = Followed(
        case_no=event.case_no,
        state=state_named(flow, event.state),
        step=phase("event", event.state),
        version=event.version,
        text=event.text,
        outcome=_outcome(steps),
        item=item_named(event.item_code, event.catalogue_version) if event.item_confirmed else None,
        who=desk.name if desk else "",
        region=names.place(event.region_code),
        opened_at=event.opened_at,
        closed_at=event.closed_at,
        due_at=event.due_at,
        due=maybe(DUE, due_word(event.due_at, event.warn_at, now)),
        merged_into=event.merged_into.case_no if event.merged_into else None,
        merged=_main(event.merged_into) if event.merged_into else None,
        rating=named(RATINGS, str(event.rating)) if event.rating else None,
        progress=told,
        attachments=_files(case_no, actor),
        may_attach=event.state in flow.action_by_key["attach"].source,
        actions=action_views(flow, event, actor, Database(), now),
    )
    return json_response(followed, ETag=etag(event.version))


def _told(step: EventStep) -> str:
    """What this step tells the reporter, in words."""
    said = str(step.data.get(TOLD.get(step.action, ""), ""))
    return gettext(EMERGENCY[said]) if step.action == "refer" and said in EMERGENCY else said


def _outcome(steps: Iterable[EventStep]) -> str:
    outcome = ""
    for step in steps:
        if step.action in OUTCOMES:
            outcome = _told(step)
        elif step.action in ANEW:
            outcome = ""
    return outcome


def _main(event: Event) -> Main:
    state = state_named(flow_at("event", event.flow_version), event.state)
    return Main(event.case_no, state, event.closed_at, _outcome(event.steps.order_by("seq")))


def _files(case_no: str, actor: Actor) -> list[FileView]:
    return [
        FileView(
            id=each.pk,
            kind=named(MEDIA, each.kind),
            media_type=each.media_type,
            name=each.name,
            size=each.size,
            at=each.at,
            mine=each.from_reporter,
            url=f"/api/v1/follow/{case_no}/attachments/{each.pk}",
        )
        for each in attachments.told(case_no, actor)
    ]


@router.post(
    "/follow/{case_no}/actions/{action}",
    summary="Act as the reporter",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    refuse_indirect("event", action)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)


@router.get(
    "/follow/{case_no}/attachments",
    summary="My photos and those of the result",
    openapi_extra=answer(FileList),
)
def files(request: HttpRequest, case_no: str) -> HttpResponse:
    return json_response(FileList(_files(case_no, actor_of(request))))


@router.post(
    "/follow/{case_no}/attachments",
    response={201: AttachmentOut},
    summary="Add a photo",
    openapi_extra=FILE,
)
def add(request: HttpRequest, case_no: str) -> Any:
    return Status(201, received(request, case_no))


@router.get("/follow/{case_no}/attachments/{number}", summary="Fetch a file", openapi_extra=STORED)
def fetch(request: HttpRequest, case_no: str, number: int) -> FileResponse:
    return served(attachments.find(case_no, number, actor_of(request)))
