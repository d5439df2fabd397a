"""Turns every error on the way out into a problem document, and refuses text no database can hold."""

import logging
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from wangge.core import problems
from wangge.core.http.documents import respond
from wangge.core.problems import Problem
from wangge.core.text import unclean
from wangge.core.words import N_

log = logging.getLogger(__name__)

BY_STATUS = {404: problems.NOT_FOUND, 405: problems.NOT_ALLOWED, 413: problems.TOO_LARGE}


class Problems(MiddlewareMixin):
    """Outermost of ours, so that what the others raise is caught too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)  # type: ignore[arg-type]

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        raw = request.META.get("QUERY_STRING", "") + "?" + request.path
        try:
            text = unquote_to_bytes(raw).decode()
        except UnicodeDecodeError:
            return respond(request, Problem(problems.BAD_REQUEST, N_("The address is not valid UTF-8")))
        if unclean(text):
            return respond(
                request, Problem(problems.BAD_REQUEST, N_("The address holds a control character"))
            )
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        return respond(request, as_problem(error))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = BY_STATUS.get(response.status_code)
        if kind and request.path.startswith("/api/") and "json" not in response.get("Content-Type", ""):
            return respond(request, Problem(kind))
        return response


def as_problem(error: Exception) -> Problem:
    """The problem an exception stands for; what nobody foresaw is logged in full and told in one line."""
    match error:
        case Problem():
            return error
        case Http404():
            return Problem(problems.NOT_FOUND)
        case PermissionDenied():
            return Problem(problems.FORBIDDEN)
        case RequestDataTooBig():
            return Problem(problems.TOO_LARGE)
        case SuspiciousOperation():
            return Problem(problems.BAD_REQUEST)
    log.exception("unforeseen error", exc_info=error)
    return Problem(problems.INTERNAL)
