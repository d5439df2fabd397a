"""Logging in: the same answer and the same time for every failure, and a wait that grows with them (`attempts`)."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from wangge.accounts.actions import attempts
from wangge.accounts.models import Person
from wangge.accounts.problems import BAD_LOGIN
from wangge.core import audit
from wangge.core.actors import Actor
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_


def log_in(username: str, password: str, *, address: str) -> Person:
    """The person of this name and password. Not logged in yet: there may be a second factor (`entered`).

    BAD_LOGIN (401, with `tries_left`) for an unknown name, a wrong password and a closed account alike;
    LOCKED (429, with `retry_after` in seconds) after too many failures for the name or from the address.
    """
    person = Person.objects.filter(username=username).first()
    attempt = attempts.begin(username, address)
    if person is None:
        make_password(password)  # takes the time checking would have taken
        good = False
    else:
        good = person.check_password(password) and person.active
    if not good or person is None:
        raise Problem(BAD_LOGIN, tries_left=attempts.failed(attempt, person))
    attempts.forgive(attempt)
    return person


def entered(person: Person, *, address: str) -> None:
    """Write down that somebody has logged in, with everything they were asked for."""
    audit.record(attempts.somebody(person), "login", address=address)


def confirm_password(person: Person, password: str, *, address: str) -> None:
    """Prove once more that it is this person. BAD_LOGIN or LOCKED, counted with the attempts to log in."""
    attempt = attempts.begin(person.username, address)
    if not person.check_password(password):
        raise Problem(BAD_LOGIN, tries_left=attempts.failed(attempt, person))
    attempts.forgive(attempt)


def change_password(person: Person, actor: Actor, *, current: str, new: str, address: str) -> None:
    """Set a new password; every other session of the person ends. A Problem (422) names the field."""
    attempt = attempts.begin(person.username, address)
    if not person.check_password(current):
        audit.record(actor, "password.refused", address=address)
        raise invalid(current=N_("This is not your password"))
    attempts.forgive(attempt)
    if current == new:
        raise invalid(new=N_("The new password must be another one"))
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise invalid(new=" ".join(error.messages)) from None
    with transaction.atomic():
        person.set_password(new)
        person.must_change = False
        person.save(update_fields=["password", "must_change"])
        audit.record(actor, "password.changed", ("person", person.pk), address=address)
