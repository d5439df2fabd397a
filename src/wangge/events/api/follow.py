"""Following a case without an account: the number in the address, the secret in `X-Case-Secret`.

    GET  /follow/{case_no}                      how far it is, what was done
    POST /follow/{case_no}/actions/{action}     rate, remind, add information, reopen, withdraw
    POST /follow/{case_no}/attachments          add a photo

A secret in an address would end up in logs; a wrong one is answered like a case that does not exist.
"""

from datetime import datetime
from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext
from ninja import File, Router, Status, UploadedFile
from ninja.security import APIKeyHeader

from wangge.accounts.auth import actor_of
from wangge.core import problems
from wangge.core.flow.editions import flow_at, refuse_indirect
from wangge.core.http.documents import json_response
from wangge.core.http.openapi import body
from wangge.core.http.writes import ActionRequest, action_request, action_result, etag, idempotency_key
from wangge.core.problems import Problem
from wangge.events import actions, attachments, follow
from wangge.events.api.files import AttachmentOut
from wangge.events.database import Database
from wangge.events.models import Event
from wangge.events.queries import due_word, item_named
from wangge.events.views import STEP_LABELS, ActionView, Named, action_views, state_named
from wangge.network import queries as network
from wangge.network.scope import within

# What a reporter is told of a step's data: what was done for them, not who said what to whom inside.
TOLD = {
    "feed_back": "result", "refuse": "explanation", "settle": "done", "dispatch": "lead_name",
    "designate": "lead_name", "report_controlled": "because", "refer": "service",
}  # fmt: skip


class SecretAuth(APIKeyHeader):
    """The secret handed out with the case number."""

    param_name = "X-Case-Secret"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        match = request.resolver_match
        case_no = str(match.kwargs.get("case_no", "")) if match else ""
        actor = follow.reporter_of(case_no, key or "")
        if actor is None:
            if key:
                raise Problem(problems.NOT_FOUND)
            return None
        cast(Any, request).actor = actor  # as every other authentication does
        return actor


router = Router(tags=["follow"], auth=SecretAuth())


class Progress(msgspec.Struct, frozen=True):
    """One step as the reporter reads it."""

    at: datetime
    step: Named
    action: str
    told: str


class Followed(msgspec.Struct, frozen=True):
    """A case as its reporter sees it."""

    case_no: str
    state: Named
    version: int
    text: str
    item: Named | None
    region: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due: str | None
    merged_into: str | None
    rating: int | None
    progress: list[Progress]
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


@router.get("/follow/{case_no}", summary="Follow a case")
def progress(request: HttpRequest, case_no: str) -> HttpResponse:
    actor = actor_of(request)
    event = within(Event.objects.select_related("merged_into"), actor).filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    flow, now = flow_at("event", event.flow_version), clock_now()
    told = [
        Progress(
            at=step.at,
            step=Named(action.step, gettext(STEP_LABELS[action.step])),
            action=gettext(action.label),
            told=str(step.data.get(TOLD.get(step.action, ""), "")),
        )
        for step in event.steps.order_by("seq")
        if step.action not in INSIDE and (action := flow.action_by_key.get(step.action))
    ]
    followed = Followed(
        case_no=event.case_no,
        state=state_named(flow, event.state),
        version=event.version,
        text=event.text,
        item=item_named(event.item_code, event.catalogue_version) if event.item_confirmed else None,
        region=network.names({event.region_code}).get(event.region_code, event.region_code),
        opened_at=event.opened_at,
        closed_at=event.closed_at,
        due_at=event.due_at,
        due=due_word(event.due_at, event.warn_at, now),
        merged_into=event.merged_into.case_no if event.merged_into else None,
        rating=event.rating,
        progress=told,
        actions=action_views(flow, event, actor, Database(), now),
    )
    return json_response(followed, ETag=etag(event.version))


@router.post(
    "/follow/{case_no}/actions/{action}", summary="Act as the reporter", openapi_extra=body(ActionRequest)
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    refuse_indirect("event", action)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return json_response(action_result(result), ETag=etag(result.record.seq))


@router.post("/follow/{case_no}/attachments", response={201: AttachmentOut}, summary="Add a photo")
def add(request: HttpRequest, case_no: str, file: File[UploadedFile]) -> Any:
    made = attachments.attach(case_no, file, file.name or "", actor_of(request), key=idempotency_key(request))
    return Status(201, made)
