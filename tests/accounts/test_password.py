"""Changing one's password."""

import pytest

from tests.personas import PASSWORD
from wangge.core.audit import AuditEntry

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/session/password"
NEW = "quite another sentence"


def test_it_works(cast):
    face = cast.client("worker")
    assert face.send("PUT", ADDRESS, {"current": PASSWORD, "new": NEW}).status_code == 204
    assert face.get("/api/v1/session").status_code == 200  # this session goes on
    assert AuditEntry.objects.filter(action="password.changed", person=cast["worker"].pk).exists()
    fresh = cast.client()
    body = {"username": "worker", "password": NEW}
    assert fresh.send("POST", "/api/v1/session", body).status_code == 200
    body["password"] = PASSWORD
    assert fresh.send("POST", "/api/v1/session", body).status_code == 401


def test_all_other_sessions_end(cast):
    other = cast.client("worker")
    assert other.get("/api/v1/session").status_code == 200
    cast.client("worker").send("PUT", ADDRESS, {"current": PASSWORD, "new": NEW})
    assert other.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW, "current"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "password123", "new"),
    ],
)
def test_bad_input_names_its_field(cast, current, new, field):
    answer = cast.client("worker").send("PUT", ADDRESS, {"current": current, "new": new})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_a_stolen_session_cannot_guess_the_password(cast):
    face = cast.client("worker")
    for _ in range(5):
        assert face.send("PUT", ADDRESS, {"current": "wrong", "new": NEW}).status_code == 422
    answer = face.send("PUT", ADDRESS, {"current": PASSWORD, "new": NEW})
    assert (answer.status_code, answer.json()["code"]) == (429, "auth.locked")


def test_nobody_changes_nothing(cast):
    assert cast.client().send("PUT", ADDRESS, {"current": PASSWORD, "new": NEW}).status_code == 401
