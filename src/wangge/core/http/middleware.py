"""The edge: refuses addresses no table can hold, turns every error into a problem document, sets headers."""

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils.deprecation import MiddlewareMixin
from psycopg.errors import QueryCanceled

from wangge.core import problems
from wangge.core.http.documents import PROBLEM_TYPE, respond
from wangge.core.problems import Kind, Problem
from wangge.core.text import unclean
from wangge.core.words import N_

log = logging.getLogger(__name__)

BY_STATUS = {
    400: problems.BAD_REQUEST,
    401: problems.UNAUTHENTICATED,
    403: problems.FORBIDDEN,
    404: problems.NOT_FOUND,
    405: problems.NOT_ALLOWED,
    409: problems.CONFLICT,
    413: problems.TOO_LARGE,
    415: problems.UNSUPPORTED,
    422: problems.INVALID,
    429: problems.TOO_MANY,
    503: problems.UNAVAILABLE,
}

# The largest file anybody takes (20 MB) with what a form puts around it. Asked before a byte of the body is
# received: a form's files are written to the disk as they come in.
MAX_UPLOAD = 21 * 1024 * 1024

# Nothing here is meant to be framed, to run foreign code or to be kept by a cache in between.
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"


def by_status(status: int) -> Kind:
    """The kind of problem an error status stands for when nobody said more."""
    return BY_STATUS.get(status, problems.BAD_REQUEST if status < 500 else problems.INTERNAL)


class Problems(MiddlewareMixin):
    """Outermost of ours, so that what the others raise is caught too."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        said = complaint(request)
        if said is not None:
            problem = Problem(problems.BAD_REQUEST, said)
        elif announced(request) > MAX_UPLOAD:
            problem = Problem(problems.TOO_LARGE)
        else:
            return None
        # Answered before any other middleware ran, so `process_response` of this one does not run either.
        return harden(request, respond(request, problem))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        return respond(request, as_problem(error))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pages Django itself makes for errors (404, 405, 400, 500) become problem documents."""
        status = response.status_code
        told = response.get("Content-Type", "") == PROBLEM_TYPE
        if status >= 400 and not told and request.path.startswith("/api/"):
            problem = respond(request, Problem(by_status(status)))
            if "Allow" in response:
                problem["Allow"] = response["Allow"]
            response = problem
        return harden(request, response)


def complaint(request: HttpRequest) -> str | None:
    """What is wrong with the address itself, or None: no controls, and a query in UTF-8.

    A path that is no UTF-8 reaches us with its odd bytes percent-encoded, which is text, and is found nowhere.
    """
    try:
        query = request.GET
    except SuspiciousOperation:  # more parameters than anybody needs
        return N_("The address is not valid")
    values = [text for key in query for text in (key, *query.getlist(key))]
    # Django reads broken UTF-8 in a query as U+FFFD instead of refusing it.
    if any("\ufffd" in text for text in values):
        return N_("The address is not valid UTF-8")
    if unclean(request.path) or any(map(unclean, values)):
        return N_("The address holds a control character")
    return None


def announced(request: HttpRequest) -> int:
    """The bytes of the body as its head says: more than these are never read, fewer if it does not say."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdigit() else 0


def harden(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Headers every answer carries; one a view has set stays."""
    page = response.get("Content-Type", "").startswith("text/html")
    response.setdefault("Content-Security-Policy", PAGE_POLICY if page else DATA_POLICY)
    response.setdefault("X-Content-Type-Options", "nosniff")
    response.setdefault("X-Frame-Options", "DENY")
    response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)")
    if request.path.startswith("/api/"):
        response.setdefault("Cache-Control", "no-store")
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
        case UnreadablePostError():
            return Problem(problems.BAD_REQUEST, N_("The body broke off"))
        case OperationalError() if isinstance(error.__cause__, QueryCanceled):
            log.warning("a statement took too long and was given up", exc_info=error)
            return Problem(problems.TOO_SLOW)
        case OperationalError() | InterfaceError():
            log.exception("the database does not answer", exc_info=error)
            return Problem(problems.UNAVAILABLE)
    log.exception("unforeseen error", exc_info=error)
    return Problem(problems.INTERNAL)
