"""`/sessions`: where I am logged in, and ending what was not me."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router, Schema, Status

from wangge.accounts.auth import SESSION, actor_of, person_of
from wangge.accounts.models import Person, Session
from wangge.core import audit, problems
from wangge.core.crypto import blind_index
from wangge.core.http.callers import address_of
from wangge.core.problems import Problem

router = Router(tags=["session"], auth=SESSION)


class OwnSession(Schema):
    """`address` is the network it was begun from, `browser` its kind; `current`: the one this is asked from."""

    id: str
    created_at: datetime
    last_seen: datetime | None
    address: str
    browser: str
    current: bool


@router.get("", response=list[OwnSession], summary="Where I am logged in")
def listed(request: HttpRequest) -> list[OwnSession]:
    """Latest first; a person has a handful."""
    mine = request.session.session_key
    return [
        OwnSession(
            id=_number(each),
            created_at=each.created_at,
            last_seen=each.last_seen,
            address=each.address,
            browser=each.browser,
            current=each.session_key == mine,
        )
        for each in _of(person_of(request))
    ]


@router.delete("/{number}", response={204: None}, summary="End one of my sessions")
def end(request: HttpRequest, number: str) -> Status[None]:
    """404 unless it is one's own."""
    for each in _of(person_of(request)):
        if _number(each) == number:
            each.delete()
            audit.record(actor_of(request), "session.ended", address=address_of(request), rows=1)
            return Status(204, None)
    raise Problem(problems.NOT_FOUND)


@router.delete("", response={204: None}, summary="End all my other sessions")
def end_others(request: HttpRequest) -> Status[None]:
    """All but the one this is asked from."""
    others = person_of(request).sessions.exclude(session_key=request.session.session_key)
    rows, _ = others.delete()
    audit.record(actor_of(request), "session.ended", address=address_of(request), rows=rows)
    return Status(204, None)


def _of(person: Person) -> list[Session]:
    return list(person.sessions.filter(expire_date__gt=now()).order_by("-created_at")[:100])


def _number(session: Session) -> str:
    """By what a session is named: its key is as good as a password, and shown to nobody."""
    return blind_index(session.session_key, "accounts.session")[:12].hex()
