"""Who is asking: a person with a session cookie or a system with a bearer token. Both set `request.actor`.

    @router.get("/things", auth=ANY)
    def things(request):
        actor = require(request, "thing.see")

A plain view calls `identify(request)` instead, which raises UNAUTHENTICATED when nobody has been recognised.
"""

import time
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from wangge.accounts import actors, queries
from wangge.accounts.actions import tokens
from wangge.accounts.models import Person
from wangge.accounts.problems import CSRF, STALE
from wangge.accounts.sessions import PROVED_KEY, SEEN_KEY, SessionStore
from wangge.core import problems, rates
from wangge.core.actors import Actor
from wangge.core.problems import Problem

# How often a session in use is prolonged: a write a minute, not one a request.
PROLONG_SECONDS = 60
BEARER = "bearer "


class SessionAuth(AuthBase):
    """The session cookie. Unsafe methods need the CSRF token too (header `X-CSRFToken`)."""

    openapi_type = "apiKey"
    openapi_in = "cookie"

    def __init__(self) -> None:
        self.openapi_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor | None:
        if "Authorization" in request.headers:  # a caller that shows a token means the token
            return None
        found = by_session(request)
        if found is None:
            return None
        if check_csrf(request) is not None:
            raise Problem(CSRF)
        person, actor = found
        cast(Any, request).person = person
        cast(Any, request).actor = actor
        return actor


class TokenAuth(AuthBase):
    """`Authorization: Bearer wgt_…`, for systems. One that asks more often than it may waits (429)."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        shown = request.headers.get("Authorization", "")
        if not shown.lower().startswith(BEARER):
            return None
        view = queries.token_row(shown[len(BEARER) :].strip())
        if view is None:
            return None
        rates.refuse_above("token", view.asked, view.wait)
        tokens.mark_used(view)
        actor = actors.from_token(view)
        cast(Any, request).actor = actor
        return actor


SESSION = SessionAuth()
TOKEN = TokenAuth()
ANY = [SESSION, TOKEN]


def identify(request: HttpRequest) -> Actor:
    """The actor behind a request to a plain view; UNAUTHENTICATED (401) if nobody is recognised."""
    actor = SESSION(request) or TOKEN(request)
    if actor is None:
        raise Problem(problems.UNAUTHENTICATED)
    return actor


def require(request: HttpRequest, power: str) -> Actor:
    """The request's actor, who holds this power; FORBIDDEN (403) otherwise."""
    actor = actor_of(request)
    if not actor.may(power):
        raise Problem(problems.FORBIDDEN)
    return actor


def require_fresh(request: HttpRequest) -> Actor:
    """The request's actor, who has proved in this session, some minutes ago at most, who they are (`FRESH_MINUTES`):
    asked for before something masked is shown or handed out. STALE (403) otherwise; a token is no session."""
    actor = actor_of(request)
    if actor.person is not None:
        proved = request.session.get(PROVED_KEY)
        if proved is None or now() - proved > timedelta(minutes=settings.FRESH_MINUTES):
            raise Problem(STALE)
    return actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor an authentication class has recognised."""
    return cast(Actor, cast(Any, request).actor)


def person_of(request: HttpRequest) -> Person:
    """The person behind a request that `SessionAuth` has recognised."""
    return cast(Person, cast(Any, request).person)


def by_session(request: HttpRequest) -> tuple[Person, Actor] | None:
    """Who the session of a request belongs to; the request prolongs it. None without a valid session."""
    found = of_session(cast(SessionStore, request.session))
    if found is not None:
        prolong(request)
    return found


def of_session(session: SessionStore) -> tuple[Person, Actor] | None:
    """Who a session belongs to, acting from the posting chosen in it; None if it is not valid.

    One query, that of the session itself. Nothing is remembered between requests, so an ended posting, a changed
    role and a closed account count at once. Looking at a session does not prolong it. However much
    it is used, it ends some hours after the log-in (`SESSION_HOURS`).
    """
    person_id = session.get(SESSION_KEY)
    found = session.found
    if person_id is None or found is None or found.person is None or str(found.person.pk) != person_id:
        return None
    # Bound to the password: whoever changes it ends every session but the one it was changed in.
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), found.person.get_session_auth_hash()):
        return None
    if now() - found.created_at > timedelta(hours=settings.SESSION_HOURS):
        return None
    return found.person, actors.posted(
        found.person,
        found.held,
        found.powers,
        proven=found.factor_at is not None,
        by_provider=found.by_provider,
    )


def prolong(request: HttpRequest) -> None:
    """Push back the idle time-out of a session in use (`SESSION_COOKIE_AGE`)."""
    moment = int(time.time())
    if moment - int(request.session.get(SEEN_KEY, 0)) >= PROLONG_SECONDS:
        request.session[SEEN_KEY] = moment
