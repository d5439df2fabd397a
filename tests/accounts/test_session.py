"""Logging in, acting from a posting, logging out."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.personas import CITY, COUNTY, PASSWORD
from wangge.accounts import actors
from wangge.accounts.models import Person
from wangge.core.audit import AuditEntry
from wangge.network.models import Posting, Unit

pytestmark = pytest.mark.django_db
SESSION = "/api/v1/session"


def log_in(face, username="worker", password=PASSWORD):
    return face.send("POST", SESSION, {"username": username, "password": password})


def test_it_works(cast):
    face = cast.client()
    answer = log_in(face)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["person"] == {"id": cast["worker"].pk, "username": "worker", "name": "worker"}
    assert told["posting"] == told["postings"][0]["id"]
    assert told["postings"][0]["role"] == "grid_worker"
    assert "patrol.walk" in told["powers"]
    assert face.get(SESSION).json()["powers"] == told["powers"]
    assert AuditEntry.objects.filter(action="login", person=cast["worker"].pk).count() == 1


def test_the_cookie_is_for_the_browser_alone(cast):
    cookie = log_in(cast.client()).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_logging_in_makes_a_new_session(cast):
    """A session planted before logging in is worth nothing after it."""
    face = cast.client()
    log_in(face)
    first = face.cookies["sessionid"].value
    log_in(face)
    assert face.cookies["sessionid"].value != first


@pytest.mark.parametrize(
    "body",
    [
        {"username": "worker", "password": "wrong"},
        {"username": "nobody at all", "password": PASSWORD},
    ],
)
def test_every_failure_gets_the_same_answer(cast, body):
    answer = cast.client().send("POST", SESSION, body)
    assert answer.status_code == 401
    assert {key: answer.json()[key] for key in ("code", "status", "instance")} == {
        "code": "auth.failed",
        "status": 401,
        "instance": SESSION,
    }
    assert "errors" not in answer.json()


def test_a_closed_account_gets_it_too(cast):
    Person.objects.filter(username="worker").update(active=False)
    answer = log_in(cast.client())
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.failed")


def test_an_unknown_name_takes_as_long_as_a_wrong_password(cast, monkeypatch):
    """Both hash once: an answer that came faster would tell which names exist."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed = []
    for method in ("encode", "verify"):
        true = getattr(Argon2PasswordHasher, method)

        def counted(self, *args, true=true, **options):
            hashed.append(1)
            return true(self, *args, **options)

        monkeypatch.setattr(Argon2PasswordHasher, method, counted)
    log_in(cast.client(), "worker", "wrong")
    known = len(hashed)
    hashed.clear()
    log_in(cast.client(), "nobody at all", "wrong")
    assert len(hashed) == known == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "worker"}, "password"),
        ({"username": 1, "password": "x"}, "username"),
        ({"username": "a" * 65, "password": "x"}, "username"),
        ({"username": "worker", "password": "a\x00b"}, "password"),
        ({"username": "worker", "password": "x" * 257}, "password"),
        ({"username": "", "password": "x"}, "username"),
    ],
)
def test_bad_input_names_its_field(cast, body, field):
    answer = cast.client().send("POST", SESSION, body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_a_form_on_a_foreign_page_cannot_log_anybody_in(cast):
    answer = cast.client().post(SESSION, '{"username": "worker", "password": "x"}', content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "media.unsupported")


def test_logging_out_ends_it(cast):
    face = cast.client("worker")
    assert face.get(SESSION).status_code == 200
    assert face.delete(SESSION).status_code == 204
    answer = face.get(SESSION)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_nobody_is_nobody(cast):
    assert cast.client().get(SESSION).status_code == 401


def test_a_stranger_is_somebody_without_powers(cast):
    told = cast.client("stranger").get(SESSION).json()
    assert (told["posting"], told["postings"], told["powers"]) == (None, [], [])


def test_who_am_i_takes_few_queries(cast, django_assert_num_queries):
    face = cast.client("worker")
    face.get(SESSION)
    # who asks; then what only this page shows: postings, roles, names of regions
    with django_assert_num_queries(4):
        face.get(SESSION)


def test_an_actor_takes_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        person, actor = actors.from_person(cast["handler"].pk)
    assert actor == cast.actor("handler")
    assert person == cast["handler"]


# What an actor is


def test_a_grid_workers_actor(cast):
    actor = cast.actor("worker")
    assert (actor.region, actor.unit) == (actor.grid, None)
    assert len(actor.grid) == 15
    assert actor.desks == {f"grid:{actor.grid}", f"person:{cast['worker'].pk}"}


def test_a_handlers_actor(cast):
    actor = cast.actor("handler")
    assert (actor.region, actor.grid) == (COUNTY, "")
    assert actor.desks == {f"unit:{actor.unit}", f"person:{cast['handler'].pk}"}


def test_a_centres_operators_actor(cast):
    actor = cast.actor("county_op")
    assert actor.desks == {f"unit:{actor.unit}", f"centre:{COUNTY}", f"person:{cast['county_op'].pk}"}


def test_a_strangers_actor_is_nowhere(cast):
    actor = cast.actor("stranger")
    assert (actor.region, actor.powers, actor.posting) == ("", frozenset(), None)
    assert not actor.covers(CITY)


# What ends at once


def test_an_ended_posting_gives_no_powers(cast):
    face = cast.client("worker")
    assert face.get(SESSION).json()["powers"]
    Posting.objects.filter(person=cast["worker"]).update(to_day=localdate() - timedelta(days=1))
    assert face.get(SESSION).json()["powers"] == []


def test_a_posting_that_has_not_begun_gives_none(cast):
    Posting.objects.filter(person=cast["worker"]).update(from_day=localdate() + timedelta(days=1))
    assert cast.client("worker").get(SESSION).json()["powers"] == []


def test_a_posting_counts_on_its_last_day(cast):
    Posting.objects.filter(person=cast["worker"]).update(to_day=localdate())
    assert cast.client("worker").get(SESSION).json()["powers"]


def test_a_closed_account_has_no_session(cast):
    face = cast.client("worker")
    Person.objects.filter(username="worker").update(active=False)
    assert face.get(SESSION).status_code == 401


# Several postings


@pytest.fixture
def second(cast):
    unit = Unit.objects.get(kind="urban_management", region=COUNTY)
    return Posting.objects.create(
        person=cast["worker"], role="unit_handler", unit=unit, region_code=COUNTY, from_day="2020-01-01"
    )


def test_the_first_posting_is_acted_from_until_another_is_chosen(cast, second):
    face = cast.client("worker")
    told = face.get(SESSION).json()
    assert len(told["postings"]) == 2
    assert told["posting"] == cast.actor("worker").posting
    chosen = face.send("PUT", f"{SESSION}/posting", {"posting": second.pk})
    assert chosen.status_code == 200
    assert "event.handle" in chosen.json()["powers"]
    told = face.get(SESSION).json()
    assert (told["posting"], told["powers"]) == (second.pk, chosen.json()["powers"])
    assert AuditEntry.objects.filter(action="posting.switched", object_no=str(second.pk)).exists()


def test_when_the_chosen_posting_ends_the_first_is_acted_from(cast, second):
    face = cast.client("worker")
    face.send("PUT", f"{SESSION}/posting", {"posting": second.pk})
    Posting.objects.filter(pk=second.pk).update(to_day=localdate() - timedelta(days=1))
    assert face.get(SESSION).json()["posting"] == cast.actor("worker").posting


def test_nobody_acts_from_anothers_posting(cast):
    theirs = cast.actor("county_op").posting
    face = cast.client("worker")
    answer = face.send("PUT", f"{SESSION}/posting", {"posting": theirs})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "posting"
    assert face.get(SESSION).json()["posting"] == cast.actor("worker").posting


# Forgery and time


def test_a_write_needs_the_csrf_token(cast):
    face = cast.client("worker", enforce_csrf_checks=True)
    csrf = face.get(SESSION).json()["csrf"]
    refused = face.delete(SESSION)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.csrf")
    assert face.get(SESSION).status_code == 200
    assert face.delete(SESSION, headers={"x-csrftoken": csrf}).status_code == 204


def test_the_token_logging_in_returns_is_good(cast):
    from tests.personas import Face

    face = Face(enforce_csrf_checks=True)
    csrf = log_in(face).json()["csrf"]
    assert face.send("DELETE", SESSION, x_csrftoken=csrf).status_code == 204


def test_a_write_from_a_foreign_origin_is_refused(cast):
    face = cast.client("worker", enforce_csrf_checks=True)
    csrf = face.get(SESSION).json()["csrf"]
    headers = {"x-csrftoken": csrf, "origin": "https://elsewhere.example"}
    assert face.delete(SESSION, headers=headers).status_code == 403


def test_a_session_in_use_is_prolonged_once_a_minute(cast, monkeypatch):
    from wangge.accounts import auth

    face = cast.client("worker")
    clock = [1_800_000_000]
    monkeypatch.setattr(auth.time, "time", lambda: clock[0])
    assert "sessionid" in face.get(SESSION).cookies
    assert "sessionid" not in face.get(SESSION).cookies
    clock[0] += auth.PROLONG_SECONDS
    assert "sessionid" in face.get(SESSION).cookies


def test_an_idle_session_ends(cast):
    from django.utils.timezone import now

    from wangge.accounts.models import Session

    face = cast.client("worker")
    assert face.get(SESSION).status_code == 200
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert face.get(SESSION).status_code == 401
