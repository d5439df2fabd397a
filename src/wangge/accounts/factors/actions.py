"""Enrolling a second factor, showing it, replacing it, and taking a lost one away."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from wangge.accounts import actors, queries
from wangge.accounts.actions import attempts
from wangge.accounts.actions.attempts import somebody
from wangge.accounts.factors import codes
from wangge.accounts.factors.models import Factor, RecoveryCode
from wangge.accounts.models import Person
from wangge.accounts.problems import BAD_CODE
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.crypto import blind_index, open_bytes, seal_bytes
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network

# How long somebody who gave the right password may take to give the code.
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret to put into an app: in letters, and as the address of a QR picture."""

    secret: str
    uri: str


def enrolled(person: Person) -> bool:
    """Whether this person has a second factor in force."""
    with guarded(somebody(person)):
        return Factor.objects.filter(person=person, sealed__isnull=False).exists()


def needed(person: Person) -> bool:
    """Whether any posting of today gives powers that ask for a second factor."""
    held = network.current_postings(person.pk)
    given = queries.roles({each.role for each in held}).values()
    return bool(actors.withheld(person, frozenset(power for role in given for power in role.powers)))


def offer(person: Person) -> Offer:
    """A new secret that counts once a code from it was shown; the one in force stays in force until then."""
    secret = codes.new_secret()
    with guarded(somebody(person)):
        Factor.objects.update_or_create(
            person=person, defaults={"waiting_sealed": seal_bytes(secret, waiting_context(person.pk))}
        )
    return Offer(codes.in_letters(secret), codes.address(secret, person.username))


def confirm(person: Person, actor: Actor, code: str, *, address: str) -> list[str]:
    """Put the secret handed out in force, proved by a code from it; the new recovery codes, shown this once.

    422 naming `code` if none was handed out, or the code does not fit; 429 after too many that did not.
    """
    attempt = attempts.begin(_name(person), address)
    with guarded(somebody(person)):
        factor = (
            Factor.objects.select_for_update().filter(person=person, waiting_sealed__isnull=False).first()
        )
        if factor is None or factor.waiting_sealed is None:
            attempt.delete()
            raise invalid(code=N_("Ask for a new secret first"))
        secret = open_bytes(factor.waiting_sealed, waiting_context(person.pk))
        step = codes.step_of(secret, codes.plain(code), after=0)
        if step is not None:
            factor.sealed, factor.waiting_sealed = seal_bytes(secret, context(person.pk)), None
            factor.step, factor.at = step, now()
            factor.save()
            audit.record(actor, "factor.enrolled", ("person", person.pk), address=address)
            made = _renew_codes(person)
    if step is None:
        raise invalid(code=N_("This code does not fit"))
    attempts.forgive(attempt)
    return made


def show(person: Person, code: str, *, address: str) -> None:
    """Prove the second factor: by a code from the app, not used before, or by a recovery code, which is then used.

    BAD_CODE (401, with `tries_left`), LOCKED (429) after too many: counted like passwords, for the person.
    """
    attempt = attempts.begin(_name(person), address)
    if not _fits(person, codes.plain(code), address):
        raise Problem(BAD_CODE, tries_left=attempts.failed(attempt, person))
    attempts.forgive(attempt)


@transaction.atomic
def renew_codes(person: Person, actor: Actor, *, address: str) -> list[str]:
    """Ten new recovery codes, shown this once; the old ones open nothing any more. NOT_FOUND without a factor."""
    if not enrolled(person):
        raise Problem(problems.NOT_FOUND)
    audit.record(actor, "factor.codes", ("person", person.pk), address=address)
    with guarded(somebody(person)):
        return _renew_codes(person)


@transaction.atomic
def take_away(actor: Actor, person: Person, *, reason: str, address: str) -> None:
    """Remove the factor of somebody who lost phone and codes: for holders of `posting.edit`, never one's own.

    Whoever resets passwords (`account.edit`) is another administrator: no one of them can take over an account.
    """
    if not actor.may("posting.edit") or actor.person == person.pk:
        raise Problem(problems.FORBIDDEN)
    with guarded(somebody(person)):
        removed, _ = Factor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
    if not removed:
        raise Problem(problems.NOT_FOUND)
    person.sessions.all().delete()
    audit.record(actor, "factor.removed", ("person", person.pk), reason, address=address)


def context(person: int) -> str:
    return f"accounts.factor:{person}"


def waiting_context(person: int) -> str:
    return f"accounts.factor.waiting:{person}"


def _fits(person: Person, code: str, address: str) -> bool:
    with guarded(somebody(person)):
        if codes.is_recovery(code):
            rows = RecoveryCode.objects.filter(person=person, hash=_hash(person, code), used_at=None)
            if not rows.update(used_at=now()):
                return False
            audit.record(somebody(person), "factor.recovered", ("person", person.pk), address=address)
            return True
        factor = Factor.objects.filter(person=person, sealed__isnull=False).first()
        if factor is None or factor.sealed is None:
            return False
        step = codes.step_of(open_bytes(factor.sealed, context(person.pk)), code, after=factor.step)
        # Two at once with one code: the first takes it.
        return step is not None and bool(
            Factor.objects.filter(person=person, step__lt=step).update(step=step)
        )


def _renew_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    made = codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(person=person, hash=_hash(person, codes.plain(each))) for each in made]
    )
    return made


def _hash(person: Person, code: str) -> bytes:
    return blind_index(code, f"accounts.recovery:{person.pk}")


def _name(person: Person) -> str:
    """Under what attempts are counted; no user name holds this character."""
    return f"\x00factor:{person.pk}"
