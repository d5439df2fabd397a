"""Confirming that it is still oneself before something masked is shown or handed out; sessions end by themselves."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.fixtures import uploads, walk
from tests.personas import PASSWORD, proven
from wangge.accounts.models import Session
from wangge.core.audit import AuditEntry
from wangge.events.models import Event

__all__ = ["uploads", "walk"]
pytestmark = pytest.mark.django_db
SESSION, PROOF, MINE = "/api/v1/session", "/api/v1/session/proof", "/api/v1/sessions"


def stale(face, minutes=16):
    """Time has passed in this session since its person proved who they are."""
    Session.objects.filter(pk=face.session.session_key).update(proved_at=now() - timedelta(minutes=minutes))
    return face


def test_it_works(cast, walk):
    case = walk(contact={"phone": "13912345678"})
    face = stale(cast.client("township_op"))
    asked = (f"{case.address}/contact", {"reason": "问清楼号"})
    answer = face.send("POST", *asked)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.stale")
    assert not AuditEntry.objects.filter(action="contact.reveal").exists()
    assert face.send("PUT", PROOF, {"password": PASSWORD}).status_code == 200
    assert face.send("POST", *asked).status_code == 200
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "method", "path", "body"),
    [
        ("city_op", "POST", "/api/v1/exports", {"list": "events", "reason": "周报附件"}),
        *(
            ("township_op", "POST", f"/api/v1/registry/{kind}/1/reveal", {"field": "phone", "reason": "核对"})
            for kind in ("people", "homes", "organisations")
        ),
        ("auditadmin", "POST", "/api/v1/audit/exports", {"reason": "年度检查"}),
        ("secadmin", "POST", "/api/v1/session/factor/offer", {}),
        ("secadmin", "PUT", "/api/v1/session/factor", {"code": "123456"}),
        ("secadmin", "POST", "/api/v1/session/factor/codes", {}),
    ],
)
def test_whatever_takes_something_along_asks(cast, name, method, path, body):
    face = cast.client(name)
    assert stale(face).send(method, path, body).json()["code"] == "auth.stale"
    proven(face)
    answer = face.send(method, path, body)
    assert answer.status_code in (200, 201, 403, 404, 422), answer.content
    assert "auth.stale" not in str(getattr(answer, "content", b""))


def test_the_password_is_counted(cast):
    face = stale(cast.client("township_op"))
    for left in (4, 3, 2, 1, 0):
        answer = face.send("PUT", PROOF, {"password": "wrong"})
        assert (answer.status_code, answer.json()["tries_left"]) == (401, left)
    assert face.send("PUT", PROOF, {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("body", [{}, {"password": None}, {"code": "123456"}, {"password": ""}])
def test_what_is_missing_is_named(cast, body):
    answer = cast.client("township_op").send("PUT", PROOF, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")


def test_nobody_confirms_for_a_stranger(cast):
    assert cast.client().send("PUT", PROOF, {"password": PASSWORD}).status_code == 401


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(cast):
    face = cast.client("worker")
    mine = Session.objects.filter(pk=face.session.session_key)
    mine.update(created_at=now() - timedelta(hours=11, minutes=59))
    assert face.get(SESSION).status_code == 200
    mine.update(created_at=now() - timedelta(hours=12, minutes=1))
    assert face.get(SESSION).status_code == 401


def test_where_i_am_logged_in(cast, django_assert_max_num_queries):
    face, other = cast.client("worker"), cast.client("worker")
    cast.client("handler")
    face.get(SESSION)  # the first request of a minute prolongs the session
    with django_assert_max_num_queries(2):
        rows = face.get(MINE).json()
    assert [row["current"] for row in sorted(rows, key=lambda row: row["current"])] == [False, True]
    keys = {face.session.session_key, other.session.session_key}
    assert not keys & {row["id"] for row in rows}
    (there,) = [row["id"] for row in rows if not row["current"]]
    assert face.send("DELETE", f"{MINE}/{there}").status_code == 204
    assert other.get(SESSION).status_code == 401
    assert face.get(SESSION).status_code == 200
    assert face.send("DELETE", f"{MINE}/{there}").status_code == 404


def test_ending_all_others(cast):
    face, *others = [cast.client("worker") for _ in range(4)]
    stranger = cast.client("handler")
    assert face.send("DELETE", MINE).status_code == 204
    assert [each.get(SESSION).status_code for each in others] == [401] * 3
    assert face.get(SESSION).status_code == stranger.get(SESSION).status_code == 200
    assert AuditEntry.objects.get(action="session.ended").data == {"rows": 3}


def test_nobody_ends_somebody_elses(cast):
    face, other = cast.client("worker"), cast.client("handler")
    (theirs,) = other.get(MINE).json()
    assert face.send("DELETE", f"{MINE}/{theirs['id']}").status_code == 404
    assert other.get(SESSION).status_code == 200
    assert cast.client().get(MINE).status_code == 401
