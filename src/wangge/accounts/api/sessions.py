"""`/session`: logging in and out, who I am, at which posting, with which powers."""

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import NoReturn

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from ninja import Field, Router, Schema, Status

from wangge.accounts import actors, labels, queries
from wangge.accounts.actions import logins
from wangge.accounts.api.people import PostingHeld, posting_out
from wangge.accounts.auth import SESSION, actor_of, person_of
from wangge.accounts.factors import actions as factors
from wangge.accounts.models import Person
from wangge.accounts.problems import FACTOR
from wangge.accounts.recognising import browser_of, network_of
from wangge.accounts.sessions import (
    ADDRESS_KEY,
    BACKEND,
    BROWSER_KEY,
    FACTOR_KEY,
    POSTING_KEY,
    PROVED_KEY,
    PROVIDER_KEY,
)
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.http.callers import address_of
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import queries as network

router = Router(tags=["session"])
# Of somebody who is asked for a code yet (`Pending`).
PENDING_KEY = "pending"


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class Passwords(Schema):
    current: str = Field(min_length=1, max_length=256)
    new: str = Field(min_length=1, max_length=256)


class Choice(Schema):
    posting: int


class Me(Schema):
    id: int
    username: str
    name: str


class PostingOut(PostingHeld):
    """A posting of today and the powers it gives, so that a face knows what switching to it would open. Exactly
    one of `unit` and `grid` is set; `region` is where it is."""

    region_name: str
    powers: list[str]


class SessionOut(Schema):
    """`posting` is the one acted from (null: none today, no powers); send `csrf` as `X-CSRFToken`. A session
    nobody uses for `idle_minutes` ends. `must_change`: choose a password of your own, nothing else is open.
    `must_enrol`: `withheld` are powers of the posting that wait for a second factor. `by_provider`: begun by single
    sign-on; `DELETE /session/sso` ends it there too."""

    person: Me
    must_change: bool
    must_enrol: bool
    by_provider: bool
    withheld: list[str]
    idle_minutes: int
    postings: list[PostingOut]
    posting: int | None
    powers: list[str]
    csrf: str


@router.post("", response=SessionOut, auth=None, summary="Log in")
def log_in(request: HttpRequest, response: HttpResponse, credentials: Credentials) -> SessionOut:
    """Sets the session cookie. 401 `auth.failed`, with `tries_left`, if name and password do not fit; 429
    `auth.locked` after too many failures, with `Retry-After` and `retry_after` in seconds; 401 `auth.factor` if name
    and password fit and the code of the second factor is wanted as well (`POST /session/factor`)."""
    person = logins.log_in(credentials.username, credentials.password, address=address_of(request))
    if factors.enrolled(person):
        ask_for_code(request, person, by_provider=False)
    return begin(request, response, person, factor=False, proved_at=now())


@router.get("", response=SessionOut, auth=SESSION, summary="Who am I?")
def show(request: HttpRequest, response: HttpResponse) -> SessionOut:
    """The person logged in, the postings of today and the powers of the one acted from."""
    return session_out(request, response, person_of(request), actor_of(request))


@router.put("/posting", response=SessionOut, auth=SESSION, summary="Act from another posting")
def choose(request: HttpRequest, response: HttpResponse, choice: Choice) -> SessionOut:
    """Only a posting of one's own that runs today; 422 naming `posting` otherwise."""
    person = person_of(request)
    found = actors.from_person(
        person.pk,
        choice.posting,
        proven=FACTOR_KEY in request.session,
        by_provider=PROVIDER_KEY in request.session,
    )
    if found is None or found[1].posting != choice.posting:
        raise invalid(posting=N_("You hold no such posting today"))
    request.session[POSTING_KEY] = choice.posting
    audit.record(found[1], "posting.switched", ("posting", choice.posting), address=address_of(request))
    return session_out(request, response, *found)


@router.put("/password", response={204: None}, auth=SESSION, summary="Change my password")
def change_password(request: HttpRequest, passwords: Passwords) -> Status[None]:
    """Ends all other sessions of this person. 422 names `current` or `new`."""
    person = person_of(request)
    logins.change_password(
        person,
        actor_of(request),
        current=passwords.current,
        new=passwords.new,
        address=address_of(request),
    )
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    return Status(204, None)


@router.delete("", response={204: None}, auth=SESSION, summary="Log out")
def log_out(request: HttpRequest) -> Status[None]:
    """Ends this session."""
    audit.record(actor_of(request), "logout", address=address_of(request))
    logout(request)
    return Status(204, None)


@dataclass(frozen=True, slots=True)
class Pending:
    """Who has shown the first of two proofs: when (seconds of the epoch), while the account had which password, and
    whether through the provider of single sign-on."""

    person: int
    at: int
    fingerprint: str
    by_provider: bool


def ask_for_code(request: HttpRequest, person: Person, *, by_provider: bool) -> NoReturn:
    """Remember in this browser who has shown the first proof, and ask for the code of the second (FACTOR)."""
    request.session.flush()
    request.session[PENDING_KEY] = astuple(
        Pending(person.pk, int(now().timestamp()), person.get_session_auth_hash(), by_provider)
    )
    raise Problem(FACTOR)


def pending(request: HttpRequest) -> tuple[Person, Pending]:
    """Who has shown the first proof in this browser a moment ago and is asked for a code; UNAUTHENTICATED if nobody,
    or if the account was closed or the password changed since."""
    kept = request.session.get(PENDING_KEY)
    found = Pending(*kept) if kept else None
    person = Person.objects.filter(pk=found.person, active=True).first() if found else None
    if (
        found is None
        or person is None
        or now().timestamp() - found.at > factors.PATIENCE.total_seconds()
        or not constant_time_compare(found.fingerprint, person.get_session_auth_hash())
    ):
        raise Problem(problems.UNAUTHENTICATED)
    return person, found


def begin(
    request: HttpRequest,
    response: HttpResponse,
    person: Person,
    *,
    factor: bool,
    proved_at: datetime | None,
    by_provider: bool = False,
) -> SessionOut:
    """A new session of somebody who has proved who they are, with the second factor or without one. `proved_at`:
    when; None where the provider does not tell, so that a proof of ours is asked for before one is needed."""
    request.session.flush()  # a session somebody planted here, or one of the person's own, ends
    login(request, person, backend=BACKEND)
    request.session[ADDRESS_KEY] = network_of(address_of(request))
    request.session[BROWSER_KEY] = browser_of(request.headers.get("User-Agent", ""))
    if by_provider:
        request.session[PROVIDER_KEY] = True
    if proved_at is not None:
        request.session[PROVED_KEY] = proved_at
    if factor:
        request.session[FACTOR_KEY] = now()
    logins.entered(person, address=address_of(request))
    found = actors.from_person(person.pk, proven=factor, by_provider=by_provider)
    assert found is not None
    return session_out(request, response, *found)


def session_out(request: HttpRequest, response: HttpResponse, person: Person, actor: Actor) -> SessionOut:
    """What a face must know of a session."""
    held = network.current_postings(person.pk)
    roles = queries.roles({each.role for each in held})
    acting = next((each.role for each in held if each.id == actor.posting), "")
    by_provider = PROVIDER_KEY in request.session
    missing = set(roles[acting].powers) - actor.powers if acting in roles else set()
    names = {key: labels.role_name(role) for key, role in roles.items()}
    regions = network.names(each.region for each in held)
    answer = SessionOut(
        person=Me(id=person.pk, username=person.username, name=person.name),
        must_change=person.must_change and not by_provider,
        by_provider=by_provider,
        must_enrol=bool(missing),
        withheld=sorted(missing),
        idle_minutes=settings.SESSION_COOKIE_AGE // 60,
        postings=[
            PostingOut(
                **posting_out(each, names),
                region_name=regions.get(each.region, ""),
                powers=sorted(roles[each.role].powers) if each.role in roles else [],
            )
            for each in held
        ],
        posting=actor.posting,
        powers=sorted(actor.powers),
        csrf=get_token(request),
    )
    # The middleware that would send the cookie along is not in the chain: bearer tokens need none of it.
    CsrfViewMiddleware(lambda _: response).process_response(request, response)
    return answer
