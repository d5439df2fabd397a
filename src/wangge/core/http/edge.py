"""How django-ninja reads, writes and fails here: strict JSON in, msgspec out, problem documents for errors."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from wangge.core import problems
from wangge.core.http.documents import read_json, refuse_unclean, respond
from wangge.core.http.middleware import as_problem, by_status
from wangge.core.http.wording import PYDANTIC, UNREADABLE
from wangge.core.problems import Problem


class StrictParser(Parser):
    """Bodies as `core.http.documents.read_json` reads them; the fields of a form are checked likewise."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        values = super().parse_querydict(data, list_fields, request)
        refuse_unclean(values)
        return values


class MsgspecRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return msgspec.json.encode(data)


def install(api: NinjaAPI) -> None:
    """Make this API answer every failure with a problem document."""
    api.add_exception_handler(Exception, _unforeseen)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _misfit)


def _unforeseen(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    assert isinstance(error, Exception)
    return respond(request, as_problem(error))


def _http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)
    if isinstance(error.__cause__, Problem):  # ninja wraps whatever a parser raises
        return respond(request, error.__cause__)
    return respond(request, Problem(by_status(error.status_code)))


def _misfit(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    fields = {_field(each["loc"]): PYDANTIC.get(each["type"], UNREADABLE) for each in error.errors}
    return respond(request, Problem(problems.INVALID, fields=fields))


def _field(location: tuple[str | int, ...]) -> str:
    """`("body", "payload", "name")` is the field `name`: where it came from is no part of its name."""
    source, *rest = location
    # The name of the view's argument that takes the whole body stands between.
    if source in ("body", "form") and len(rest) > 1:
        rest = rest[1:]
    return ".".join(map(str, rest)) or str(source)
