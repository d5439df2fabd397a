"""What is held about me, without an account: the code in `X-Held-Code`, with the last four signs of the identity
number or the day of birth in `X-Held-Proof`. Neither stands in an address, where a
log would keep it, nor in a cookie.

GET  /public/held                                       what is held, who looked, my requests
POST /public/held/requests                              ask for something of it
POST /public/held/requests/{case_no}/actions/{action}   take a request back
"""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import APIKeyHeader

from wangge.core import problems, rates
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import (
    ActionRequest,
    ActionResult,
    acted,
    action_request,
    idempotency_key,
    opened,
)
from wangge.core.problems import Problem
from wangge.core.secrets import heard
from wangge.registry.requests import access, actions, held
from wangge.registry.requests.access import Recognised
from wangge.registry.requests.actions import AskIn
from wangge.registry.requests.held import Held

PROOF = "X-Held-Proof"


class HeldAuth(APIKeyHeader):
    """The code somebody was given, with a proof. Wrong ones are counted by address, and by code wherever they come
    from: after so many even the right one waits, and a code that was tried too often ends (`requests.access`).
    Whatever is wrong, the answer is the same."""

    param_name = "X-Held-Code"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not key:
            return None
        address, code = address_of(request), heard(key)
        rates.refuse_if_full(address, ("held.address", ""))
        rates.refuse_if_full("", ("held.code", code))
        found = access.recognise(key, request.headers.get(PROOF, ""))
        if found is None:
            rates.count("held.code", "", code)
            rates.count("held.address", address)
            raise Problem(problems.NOT_FOUND)
        cast(Any, request).actor = found.actor  # as every other authentication does
        cast(Any, request).held = found
        return found.actor


router = Router(tags=["held"], auth=HeldAuth())


def _shown_by(request: HttpRequest) -> Recognised:
    return cast(Recognised, cast(Any, request).held)


@router.get("/public/held", summary="What is held about me", openapi_extra=answer(Held))
def everything(request: HttpRequest) -> HttpResponse:
    """With why, since when, who looked, and how far my requests are. The look is logged."""
    return json_response(held.held(_shown_by(request), address_of(request)), Cache_Control="no-store")


@router.post(
    "/public/held/requests",
    summary="Ask for something of what is held about me",
    openapi_extra=body(AskIn) | answer(ActionResult, 200, 201),
)
def ask(request: HttpRequest) -> HttpResponse:
    me = _shown_by(request)
    asked = convert(read_json(request), AskIn)
    result = actions.ask(me.access.person_id, asked, me.actor, key=idempotency_key(request))
    return opened(result)


@router.post(
    "/public/held/requests/{case_no}/actions/{action}",
    summary="Act on a request of mine",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, _shown_by(request).actor, asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)
