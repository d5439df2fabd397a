"""JSON in and out at the edge: `read_json` and `convert` read a body, `respond` writes a problem."""

import re
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wangge.core import problems
from wangge.core.http.wording import of_msgspec
from wangge.core.problems import Problem
from wangge.core.shapes import ready
from wangge.core.text import first_unclean
from wangge.core.words import N_

T = TypeVar("T")
MAX_BODY = 1024 * 1024
PROBLEM_TYPE = "application/problem+json"


def json_response(payload: Any, status: int = 200, **headers: str) -> HttpResponse:
    body = msgspec.json.encode(payload)
    # Said here, because without it the server sends the body in chunks: slower, and harder on old clients.
    length = {"Content-Length": str(len(body))}
    response = HttpResponse(body, status=status, content_type="application/json", headers=length)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as `application/problem+json` (RFC 9457), in the caller's language.

    The language is looked up here, not taken from the thread: a problem may be told before the middleware
    that sets it has run, when the thread still speaks the language of the request before.
    """
    language = translation.get_language_from_request(request)
    with translation.override(language):
        document = problem.document() | {"instance": request.path}
    response = HttpResponse(
        msgspec.json.encode(document), status=problem.kind.status, content_type=PROBLEM_TYPE
    )
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language, Cookie"
    if problem.kind.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="wangge"'
    wait = problem.extra.get("retry_after")
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def read_json(request: HttpRequest, limit: int = MAX_BODY) -> Any:
    """The decoded body. Refuses a body over `limit` bytes, bad JSON, and text no database can hold.

    A body must say that it is JSON: a form on a foreign page cannot, so this also keeps such a form from
    doing anything at an address that has no session yet to protect it (logging in).
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limit:
        raise Problem(problems.TOO_LARGE)
    body = request.body
    if len(body) > limit:
        raise Problem(problems.TOO_LARGE)
    if not body:
        return {}
    if request.content_type != "application/json":
        raise Problem(problems.UNSUPPORTED, N_("Send the body as application/json"))
    try:
        data = msgspec.json.decode(body)
        refuse_unclean(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(problems.BAD_REQUEST, N_("The body is not valid JSON")) from error
    return data


def refuse_unclean(data: Any) -> None:
    """Raise a problem naming the first field whose text holds a NUL, a control character or a surrogate."""
    path = first_unclean(data)
    if path is not None:
        raise Problem(
            problems.INVALID,
            fields={path: N_("Holds a character that is not text (NUL, control, surrogate)")},
        )


def convert(data: Any, shape: type[T]) -> T:
    """`data` as a `shape` (a msgspec struct); a problem naming the field where it does not fit."""
    ready(shape)
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise misfit(error) from error


def misfit(error: msgspec.ValidationError) -> Problem:
    """msgspec says ``Expected `int`, got `str` - at `$.a.b` ``: the field is `a.b`, the rest is the message.

    A missing or unknown field is named in the message, and the path is that of the object around it.
    """
    message, _, path = str(error).partition(" - at `")
    path = path.rstrip("`").removeprefix("$").lstrip(".").replace("[", ".").replace("]", "").lstrip(".")
    named = re.match(r"Object (?:missing required|contains unknown) field `(.+)`", message)
    field = ".".join(part for part in (path, named[1] if named else "") if part) or "body"
    return Problem(problems.INVALID, fields={field: of_msgspec(message)})
