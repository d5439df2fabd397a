"""What a write says beside its body: which version it changes and under which key it may be repeated."""

import re
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from wangge.core import problems
from wangge.core.flow.store import Result
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_

KEY = re.compile(r"[\x21-\x7e]{8,80}")


class ActionRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The body of an action: the filled-in form, and the version it was drawn from (or `If-Match`)."""

    data: dict[str, Any] = {}
    version: int | None = None


class ActionResult(msgspec.Struct, frozen=True):
    """What an action did: the case's state and version after it, and the step's place and hash. `replayed` is
    true when the same Idempotency-Key had already done it; state and version are those of that step."""

    case_no: str
    state: str
    version: int
    hash: str
    replayed: bool


def idempotency_key(request: HttpRequest) -> str | None:
    """The `Idempotency-Key` header, 8 to 80 visible ASCII characters; None when there is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise invalid(**{"Idempotency-Key": N_("8 to 80 visible ASCII characters")})
    return key


def action_request(request: HttpRequest) -> ActionRequest:
    """The body with its version taken from `If-Match` where the body has none; 428 when neither says."""
    asked = convert(read_json(request), ActionRequest)
    if asked.version is not None:
        return asked
    match = re.fullmatch(r'(?:W/)?"(\d{1,9})"', request.headers.get("If-Match", ""))
    if match is None:
        raise Problem(problems.VERSION_REQUIRED)
    return ActionRequest(asked.data, int(match[1]))


def etag(version: int) -> str:
    return f'"{version}"'


def action_result(result: Result) -> ActionResult:
    return ActionResult(
        case_no=result.record.case_no,
        state=result.record.target,
        version=result.record.seq,
        hash=result.record.hash,
        replayed=result.replayed,
    )


def opened(result: Result) -> HttpResponse:
    """The answer to what opens a case: 201 the first time, 200 where the same key had opened it."""
    return json_response(action_result(result), 200 if result.replayed else 201)


def acted(result: Result) -> HttpResponse:
    """The answer to an action on a case, with its new version as ETag."""
    return json_response(action_result(result), ETag=etag(result.record.seq))
