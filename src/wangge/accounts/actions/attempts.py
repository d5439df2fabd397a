"""Attempts to prove who one is: written down before they are looked at, taken back when they were right, so that
attempts made at the same moment all count. A lock-out is for a name or an address, known or not: it tells nothing.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.timezone import now

from wangge.accounts.models import LoginFailure, Person
from wangge.accounts.problems import LOCKED
from wangge.core import audit
from wangge.core.actors import Actor, ActorKind
from wangge.core.crypto import blind_index
from wangge.core.deletions import deleted, rule
from wangge.core.problems import Problem
from wangge.core.words import N_

WINDOW = timedelta(minutes=15)
# Five for a name (domain.md §6). A whole office may share one address, so an address has more.
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 30
FIRST_WAIT = timedelta(minutes=1)
KEEP = timedelta(days=1)
ATTEMPTS = rule("accounts.attempts", "accounts.forget", N_("Failed log-ins"), N_("it failed"), KEEP)


def begin(name: str, address: str) -> LoginFailure:
    """Write the attempt down, or refuse it (and forget it again) while the name or address has to wait."""
    attempt = LoginFailure.objects.create(name_index=blind_index(name, "login"), address=address)
    wait = _wait(attempt)
    if wait > timedelta(0):
        attempt.delete()  # or waiting would never end for somebody whose machine keeps trying
        raise Problem(LOCKED, retry_after=int(wait.total_seconds()) + 1)
    return attempt


def failed(attempt: LoginFailure, person: Person | None) -> int:
    """One entry for the failure; the one that brings the lock-out says so, attempts during it say nothing.

    Returns how many more failures of this name bring no wait: counted for any name, known or not.
    """
    count = LoginFailure.objects.filter(
        name_index=attempt.name_index, at__gt=attempt.at - WINDOW, pk__lte=attempt.pk
    ).count()
    action = "login.locked" if count >= FAILURES_PER_NAME else "login.failed"
    audit.record(somebody(person), action, address=attempt.address, failures=count)
    return max(0, FAILURES_PER_NAME - count)


def forgive(attempt: LoginFailure) -> None:
    """It was right: earlier failures for this name count no more."""
    LoginFailure.objects.filter(name_index=attempt.name_index).delete()


def purge() -> int:
    """Delete attempts nobody counts any more; the number of rows."""
    with transaction.atomic():
        rows, _ = LoginFailure.objects.filter(at__lt=now() - KEEP).delete()
        return deleted(ATTEMPTS, rows)


def somebody(person: Person | None) -> Actor:
    """Who tries: the person whose account it is, or nobody (what was typed is never kept). Stands in the log, and
    sees what is kept of their own factor, but has no power."""
    return Actor(
        kind=ActorKind.PERSON,
        label=person.name if person else "-",
        person=person.pk if person else None,
    )


def _wait(attempt: LoginFailure) -> timedelta:
    """How long this attempt is too early. Each failure beyond those allowed doubles the wait, up to the window."""
    mine = Q(name_index=attempt.name_index)
    from_here = Q(address=attempt.address) if attempt.address else Q(pk=None)
    earlier = LoginFailure.objects.filter(mine | from_here, at__gt=attempt.at - WINDOW, pk__lt=attempt.pk)
    told = earlier.aggregate(
        name_count=Count("pk", filter=mine),
        name_last=Max("at", filter=mine),
        address_count=Count("pk", filter=from_here),
        address_last=Max("at", filter=from_here),
    )
    waits = [timedelta(0)]
    for key, allowed in (("name", FAILURES_PER_NAME), ("address", FAILURES_PER_ADDRESS)):
        over = told[f"{key}_count"] - allowed
        if over >= 0:
            pause = min(FIRST_WAIT * 2 ** min(over, 10), WINDOW)
            waits.append(told[f"{key}_last"] + pause - attempt.at)
    return max(waits)
