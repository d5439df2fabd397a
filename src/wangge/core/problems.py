"""Errors a caller can do something about, as RFC 9457 problem documents.

A `Kind` is one row: a stable code, the HTTP status and a title in the catalogue of messages. Contexts declare
their own kinds beside the rule that raises them; `registered()` lists all of them for the documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from wangge.core.words import N_


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    status: int
    title: str


_kinds: dict[str, Kind] = {}


def kind(code: str, status: int, title: str) -> Kind:
    """Declare a kind of problem. A second declaration of the same code is a programming error."""
    if code in _kinds:
        raise ValueError(f"problem {code} is declared twice")
    _kinds[code] = Kind(code, status, title)
    return _kinds[code]


def registered() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda each: each.code)


BAD_REQUEST = kind("request.malformed", 400, N_("The request could not be read"))
UNAUTHENTICATED = kind("auth.required", 401, N_("Please log in first"))
FORBIDDEN = kind("auth.forbidden", 403, N_("Your posting does not allow this"))
NOT_FOUND = kind("not-found", 404, N_("There is nothing here that you may see"))
NOT_ALLOWED = kind("method.not-allowed", 405, N_("This address does not take that method"))
CONFLICT = kind("conflict", 409, N_("This contradicts what is already there"))
STALE = kind("version.stale", 409, N_("Someone changed this in the meantime"))
BUSY = kind("version.busy", 409, N_("Others are working on this at this very moment; please try again"))
KEY_REUSED = kind("idempotency.reused", 409, N_("This key was already used for a different request"))
TOO_LARGE = kind("body.too-large", 413, N_("What was sent is too large"))
UNSUPPORTED = kind("media.unsupported", 415, N_("This type of file is not taken"))
INVALID = kind("input.invalid", 422, N_("Some fields need correcting"))
VERSION_REQUIRED = kind("version.required", 428, N_("Say which version you are changing"))
TOO_MANY = kind("rate.limited", 429, N_("Too many requests; please wait a little"))
INTERNAL = kind("internal", 500, N_("Something went wrong on our side; nothing was changed"))
TOO_SLOW = kind("request.too-slow", 503, N_("This took too long and was given up; ask for less at once"))
UNAVAILABLE = kind("unavailable", 503, N_("A part of the platform is not available right now"))


class Problem(Exception):
    """Raised anywhere below HTTP; the edge turns it into a problem document.

    `fields` maps a field's name (dotted for nested, `items.0.text`) to a message, `detail` says more about
    this occurrence; both are English messages that are translated, with `params` filled in by `%(name)s`.
    """

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(kind.code, detail, dict(fields or {}))
        self.kind = kind
        self.detail = detail
        self.fields = dict(fields or {})
        self.params = dict(params or {})
        self.extra = extra

    def document(self) -> dict[str, Any]:
        """The problem document in the language in force, without `instance` (the edge knows the address)."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.kind.code}",
            "title": gettext(self.kind.title),
            "status": self.kind.status,
            "code": self.kind.code,
        }
        if self.detail:
            document["detail"] = self._say(self.detail)
        if self.fields:
            document["errors"] = [
                {"field": name, "message": self._say(message)} for name, message in self.fields.items()
            ]
        return {**document, **self.extra}

    def _say(self, message: str) -> str:
        said = gettext(message)
        return said % self.params if self.params else said


def invalid(**fields: str) -> Problem:
    """The commonest problem: these fields, these messages."""
    return Problem(INVALID, fields=fields)
