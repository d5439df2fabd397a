"""The code with which somebody without an account looks at what is held about them: given by a worker who stands
before them, shown once, kept as a keyed hash, good for some days, taken back at any time."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext

from wangge.core import audit, problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.crypto import blind_index
from wangge.core.http import wording
from wangge.core.named import Named
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.secrets import heard, spoken
from wangge.core.words import N_
from wangge.registry import facts
from wangge.registry.door import EDIT, SEE, require, seen, write
from wangge.registry.models import Access, Fact, Person
from wangge.registry.requests.flow import Proof

GOOD_FOR = timedelta(days=30)
BYTES = 8  # of which 60 bits are spoken: twelve signs in three groups
MOST_WRONG = 20  # proofs that were wrong in all, and the code is worth nothing any more
# Ways to be sure of somebody that need no code.
AT_THE_DOOR = (Proof.CARD, Proof.KNOWN, Proof.DEED)

PERSON = N_("The person concerned")

NO_PROOF = problems.kind(
    "rights.no-proof",
    409,
    N_("Enter the identity number or the day of birth first: with it the person proves who they are"),
)


class AccessIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How whoever gives it made sure of the person: a key of `ways`."""

    how: str


class Given(msgspec.Struct, frozen=True):
    """The code, this once."""

    code: str
    expires_at: datetime


class AccessLine(msgspec.Struct, frozen=True):
    """A code that was given, without it. `ended_at`: taken back, replaced by another, or tried wrongly too often."""

    given_at: datetime
    given_by: str
    expires_at: datetime
    ended_at: datetime | None
    used_at: datetime | None


class Accesses(msgspec.Struct, frozen=True):
    """The codes somebody was given, the newest first, and the ways to make sure of them."""

    items: list[AccessLine]
    ways: list[Named]


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who showed a code and a proof: an actor who sees what is held about them and nothing else."""

    actor: Actor
    access: Access


def ways() -> list[Named]:
    return [named(each) for each in AT_THE_DOOR]


def named(choice: Any) -> Named:
    return Named(choice.value, gettext(choice.label))


def give(number: int, asked: AccessIn, actor: Actor, address: str = "") -> Given:
    """A new code for somebody of the actor's area; those given before end. NOT_FOUND outside of it, NO_PROOF where
    nothing is known by which they could prove who they are."""
    require(actor, SEE, EDIT)
    if asked.how not in AT_THE_DOOR:
        raise invalid(how=wording.CHOICE)
    with guarded(actor):
        person = seen(Person.objects.filter(merged_into=None), number, actor)
        if not _proofs(_identity(person.pk)):
            raise Problem(NO_PROOF)
        at = now()
        _end(person, at)
        code = spoken(secrets.token_bytes(BYTES))
        made = Access.objects.create(
            person=person,
            region_code=person.region_code,
            code=_hash(code),
            given_at=at,
            given_by=actor.label,
            expires_at=at + GOOD_FOR,
        )
        write(person, "access_given", actor)
        audit.record(
            actor, "registry.access_given", ("registry_person", person.pk), address=address, how=asked.how
        )
    return Given(code, made.expires_at)


def take_back(number: int, actor: Actor, address: str = "") -> None:
    """End every code of somebody; twice changes nothing."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        person = seen(Person.objects.all(), number, actor)
        if _end(person, now()):
            write(person, "access_ended", actor)
            audit.record(actor, "registry.access_ended", ("registry_person", person.pk), address=address)


def given(number: int, actor: Actor) -> Accesses:
    """What was given to somebody of the actor's area. Two queries."""
    require(actor, SEE)
    with guarded(actor):
        person = seen(Person.objects.all(), number, actor)
        rows = Access.objects.filter(person=person).order_by("-id")[:20]
        return Accesses(
            [
                AccessLine(
                    each.given_at,
                    each.given_by,
                    each.expires_at,
                    each.ended_at or (each.expires_at if each.expires_at <= now() else None),
                    each.used_at,
                )
                for each in rows
            ],
            ways(),
        )


def recognise(code: str, proof: str) -> Recognised | None:
    """Whoever shows a code that is good and the last four signs of their identity number or their day of birth; None
    otherwise, whatever was wrong. A wrong proof counts against the code, for good."""
    looking = Actor(kind=ActorKind.SUBJECT, label=PERSON, case_no=_hash(code))
    with guarded(looking):
        access = Access.objects.filter(code=looking.case_no, ended_at=None, expires_at__gt=now()).first()
    if access is None:
        return None
    actor = themselves(access.person_id)
    with guarded(actor):
        known = Person.objects.filter(pk=access.person_id, merged_into=None).exists()
        proofs = _proofs(_identity(access.person_id)) if known else []
        right = [hmac.compare_digest(each.encode(), _plain(proof).encode()) for each in proofs]
        mine = Access.objects.filter(pk=access.pk)
        if any(right):
            mine.update(used_at=now())
            return Recognised(actor, access)
        mine.update(wrong=F("wrong") + 1)
        mine.filter(wrong__gte=MOST_WRONG).update(ended_at=now())
    return None


def themselves(entry: int) -> Actor:
    """Whoever this entry of the register is about."""
    return Actor(kind=ActorKind.SUBJECT, label=PERSON, subject=entry)


def _hash(code: str) -> str:
    return blind_index(heard(code), "registry.access").hex()


def _plain(text: str) -> str:
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())


def _identity(number: int) -> dict[str, Any]:
    """What proves who somebody is, as it is or was last known: they may ask for as long as anything is kept."""
    held = Fact.objects.filter(subject="person", subject_id=number, group="identity")
    return facts.opened(held.order_by("-id").first())


def _proofs(identity: dict[str, Any]) -> list[str]:
    """The last four signs of the identity number, and the day of birth as eight digits."""
    number, born = identity.get("identity_number"), identity.get("birth_date")
    return [*([number[-4:]] if number else []), *([born.replace("-", "")] if born else [])]


def _end(person: Person, at: datetime) -> int:
    return Access.objects.filter(person=person, ended_at=None, expires_at__gt=at).update(ended_at=at)
