"""Going to the provider and coming back, and which account somebody there may open here."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from wangge.accounts import queries
from wangge.accounts.actions import attempts
from wangge.accounts.models import Person
from wangge.accounts.problems import UNLINKED
from wangge.accounts.sso import provider
from wangge.accounts.sso.models import Link
from wangge.accounts.sso.provider import Somebody
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_

# How long somebody may take at the provider.
PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Departure:
    """What the browser that goes to the provider has to bring back, and what only we know of it."""

    state: str
    nonce: str
    verifier: str
    at: int  # seconds of the epoch


def depart() -> tuple[Departure, str]:
    """What to remember in the session of whoever goes, and the provider's address to send them to.

    The provider is asked to have them prove who they are anew if they did so longer ago than `FRESH_MINUTES`.
    """
    ours = provider.named()
    going = Departure(
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(48),
        int(now().timestamp()),
    )
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": ours["client"],
        "redirect_uri": ours["returns"],
        "state": going.state,
        "nonce": going.nonce,
        "code_challenge": urlsafe_b64encode(sha256(going.verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "max_age": str(settings.FRESH_MINUTES * 60),
    }
    address = provider.doors().authorization_endpoint
    return going, f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def arrive(
    going: Departure | None, *, code: str, state: str, issuer: str | None, address: str
) -> tuple[Person, Somebody]:
    """Whose account it is that somebody opens who comes back from the provider.

    PROVIDER_REFUSED (401) unless this browser was sent there a moment ago and what it brings back is right; UNLINKED
    (403), with the `subject` to give to an administrator, if it opens no account; PROVIDER_DOWN (503).
    """
    ours = provider.named()
    if (
        going is None
        or not constant_time_compare(state, going.state)
        or now().timestamp() - going.at > PATIENCE_SECONDS
        or (issuer is not None and issuer != ours["issuer"])  # RFC 9207
    ):
        raise provider.refused("an answer nobody here asked for")
    found = provider.somebody(provider.exchange(code, going.verifier), going.nonce)
    link = (
        Link.objects.filter(
            issuer=ours["issuer"], subject=found.subject, confirmed_at__isnull=False, person__active=True
        )
        .select_related("person")
        .first()
    )
    if link is None:
        audit.record(attempts.somebody(None), "login.unlinked", address=address)
        raise Problem(UNLINKED, subject=found.subject)
    return link.person, found


def farewell() -> str | None:
    """Where to send somebody's browser so that the provider's session ends too (RP-Initiated Logout 1.0); None if
    the provider has no such door, or does not answer: leaving here must not depend on it."""
    ours = provider.named()
    try:
        door = provider.doors().end_session_endpoint
    except Problem:
        return None
    if not provider.trusted(door):
        return None
    home = ours["returns"].removesuffix("sso")
    return f"{door}?{urlencode({'client_id': ours['client'], 'post_logout_redirect_uri': home})}"


def link_of(person: Person) -> Link | None:
    """The person's link to the provider in force, confirmed or waiting; None without one, or without a provider."""
    if not provider.offered():
        return None
    return (
        person.links.filter(issuer=provider.named()["issuer"])
        .select_related("linked_by", "confirmed_by")
        .first()
    )


@transaction.atomic
def link(actor: Actor, person_id: int, *, subject: str, reason: str, address: str = "") -> Person:
    """Say who at the provider is the person of this account; a link they have is replaced, and waits again.

    It opens nothing before somebody else has confirmed it (`confirm`). FORBIDDEN without `account.edit` and for
    one's own account; 422 naming `subject` if it is another account's.
    """
    ours = provider.named()
    mine, person = _other(actor, "account.edit", person_id)
    _end(person)
    try:
        with transaction.atomic():
            Link.objects.create(person=person, issuer=ours["issuer"], subject=subject, linked_by_id=mine)
    except IntegrityError:
        raise invalid(subject=N_("This belongs to another account")) from None
    audit.record(actor, "link.made", ("person", person.pk), reason, address=address)
    return person


@transaction.atomic
def confirm(actor: Actor, person_id: int, *, reason: str, address: str = "") -> Person:
    """Put a link in force that somebody else has made: for holders of `posting.edit`, who reset no passwords and make
    no links, so that no one person can open somebody's account. NOT_FOUND if none waits."""
    ours = provider.named()
    mine, person = _other(actor, "posting.edit", person_id)
    waiting = person.links.select_for_update().filter(issuer=ours["issuer"], confirmed_at=None).first()
    if waiting is None:
        raise Problem(problems.NOT_FOUND)
    if waiting.linked_by_id == mine:
        raise Problem(problems.FORBIDDEN)
    waiting.confirmed_by_id, waiting.confirmed_at = mine, now()
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(actor, "link.confirmed", ("person", person.pk), reason, address=address)
    return person


@transaction.atomic
def unlink(actor: Actor, person_id: int, *, reason: str, address: str = "") -> Person:
    """Take a link away, for holders of `account.edit` or `posting.edit`; what was opened through it is closed.
    NOT_FOUND if there is none."""
    provider.named()
    power = "account.edit" if actor.may("account.edit") else "posting.edit"
    _, person = _other(actor, power, person_id)
    if not _end(person):
        raise Problem(problems.NOT_FOUND)
    audit.record(actor, "link.ended", ("person", person.pk), reason, address=address)
    return person


def _end(person: Person) -> bool:
    rows, _ = person.links.filter(issuer=provider.named()["issuer"]).delete()
    person.sessions.filter(by_provider=True).delete()
    return bool(rows)


def _other(actor: Actor, power: str, person_id: int) -> tuple[int, Person]:
    """The number of the person who acts, and the person of an account that is not theirs; FORBIDDEN without the
    power, NOT_FOUND."""
    if not actor.may(power) or actor.person is None or actor.person == person_id:
        raise Problem(problems.FORBIDDEN)
    return actor.person, queries.person(person_id)
