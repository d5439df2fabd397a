"""Failures are counted in the database, by name and by address, and bring a wait that grows."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.personas import PASSWORD
from wangge.accounts.actions import attempts, logins
from wangge.accounts.models import LoginFailure
from wangge.accounts.problems import BAD_LOGIN, LOCKED
from wangge.core.audit import AuditEntry
from wangge.core.problems import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Argon2 takes its time by design; these tests are about counting."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda _, password, __: password == PASSWORD)


def attempt(username="worker", password="wrong", address="10.0.0.1") -> Problem | None:
    try:
        logins.log_in(username, password, address=address)
    except Problem as problem:
        return problem
    return None


def fail(times: int, **options) -> None:
    for _ in range(times):
        told = attempt(**options)
        assert told is not None
        assert told.kind is BAD_LOGIN


def later(by: timedelta) -> None:
    """Time passes: what was written down lies further back."""
    for row in LoginFailure.objects.all():
        LoginFailure.objects.filter(pk=row.pk).update(at=row.at - by)


def test_it_works(cast):
    fail(5)
    told = attempt()
    assert told.kind is LOCKED
    assert 55 <= told.extra["retry_after"] <= 61


def test_the_right_password_waits_too(cast):
    fail(5)
    assert attempt(password=PASSWORD).kind is LOCKED


def test_over_http_it_says_how_long(cast):
    face = cast.client()
    for _ in range(5):
        face.send("POST", "/api/v1/session", {"username": "worker", "password": "wrong"})
    answer = face.send("POST", "/api/v1/session", {"username": "worker", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "auth.locked")
    assert answer["Retry-After"] == str(answer.json()["retry_after"])


def test_after_the_wait_the_right_password_is_right_and_all_is_forgiven(cast):
    fail(5)
    later(timedelta(seconds=61))
    assert attempt(password=PASSWORD) is None
    assert LoginFailure.objects.count() == 0
    fail(4)


def test_each_further_failure_doubles_the_wait(cast):
    fail(5)
    for minutes in (2, 4, 8):
        later(timedelta(seconds=61) if minutes == 2 else timedelta(minutes=minutes / 2, seconds=1))
        # Only failures of the last quarter of an hour count, so bring the early ones back into it.
        LoginFailure.objects.filter(at__lt=now() - timedelta(minutes=14)).update(
            at=now() - timedelta(minutes=14)
        )
        fail(1)
        told = attempt()
        assert told.kind is LOCKED
        assert minutes * 60 - 5 <= told.extra["retry_after"] <= minutes * 60 + 1


def test_attempts_during_the_wait_do_not_prolong_it(cast):
    fail(5)
    for _ in range(20):
        assert attempt().kind is LOCKED
    assert LoginFailure.objects.count() == 5
    later(timedelta(seconds=61))
    assert attempt(password=PASSWORD) is None


def test_a_quarter_of_an_hour_later_they_count_no_more(cast):
    fail(5)
    later(timedelta(minutes=15, seconds=1))
    fail(5)


def test_another_name_from_the_same_address_is_free(cast):
    fail(5)
    assert attempt("handler", PASSWORD) is None


def test_another_address_is_not_free_for_the_same_name(cast):
    fail(5)
    assert attempt(address="10.0.0.2").kind is LOCKED


def test_an_unknown_name_locks_like_a_known_one(cast):
    """Or the lock would tell which names exist."""
    fail(5, username="nobody at all")
    assert attempt("nobody at all").kind is LOCKED


def test_one_address_trying_many_names_is_stopped(cast):
    for number in range(attempts.FAILURES_PER_ADDRESS):
        fail(1, username=f"guess{number}")
    assert attempt("one more guess").kind is LOCKED
    assert attempt("one more guess", address="10.0.0.2").kind is BAD_LOGIN


def test_what_was_typed_is_kept_nowhere(cast):
    fail(1, username="hunter2 typed into the wrong field")
    row = LoginFailure.objects.get()
    assert b"hunter2" not in bytes(row.name_index)
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.person) == ("login.failed", None)
    assert "hunter2" not in f"{entry.actor_label}{entry.object_no}{entry.reason}{entry.data}"


def test_the_log_says_when_somebody_was_locked_out(cast):
    fail(5)
    attempt()
    entries = AuditEntry.objects.filter(person=cast["worker"].pk, action__startswith="login").order_by("id")
    assert [each.action for each in entries] == ["login.failed"] * 4 + ["login.locked"]
    assert {each.address for each in entries} == {"10.0.0.1"}


def test_old_attempts_are_purged(cast):
    fail(2)
    later(attempts.KEEP)
    fail(1)
    assert attempts.purge() == 2
    assert LoginFailure.objects.count() == 1
