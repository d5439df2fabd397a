"""The second factor: enrolled once, asked for at every log-in, without it no power that reveals or administers."""

import time
from base64 import b32decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.timezone import now

from tests.personas import PASSWORD
from wangge.accounts import roles
from wangge.accounts.factors import codes
from wangge.accounts.factors.models import Factor, RecoveryCode
from wangge.accounts.models import LoginFailure, Person
from wangge.core.audit import AuditEntry
from wangge.core.rows import guarded

pytestmark = pytest.mark.django_db
SESSION, SECOND = "/api/v1/session", "/api/v1/session/factor"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time codes are made for; tests move it on."""

    class Clock:
        at = time.time()

        def on(self, seconds=30):
            self.at += seconds

    held = Clock()
    monkeypatch.setattr(codes.time, "time", lambda: held.at)
    return held


@pytest.fixture
def plain_face(cast):
    """Somebody logged in by password alone."""

    def begin(name):
        face = cast.client()
        assert log_in(face, name).status_code == 200
        return face

    return begin


def log_in(face, name):
    return face.send("POST", SESSION, {"username": name, "password": PASSWORD})


def shown(secret, at):
    return TOTP(b32decode(secret), 6, SHA1(), 30).generate(int(at)).decode()


def enrol(face, clock):
    """Enrolled: the secret and the recovery codes."""
    offer = face.send("POST", f"{SECOND}/offer")
    assert offer.status_code == 200, offer.content
    secret = offer.json()["secret"]
    answer = face.send("PUT", SECOND, {"code": shown(secret, clock.at)})
    assert answer.status_code == 200, answer.content
    return secret, answer.json()["codes"]


def test_it_works(cast, plain_face, clock):
    face = plain_face("secadmin")
    told = face.get(SESSION).json()
    assert told["must_enrol"] is True
    assert set(told["withheld"]) == {"posting.edit", "role.edit", "token.issue"}
    assert not set(told["withheld"]) & set(told["powers"])
    assert face.get("/api/v1/tokens").status_code == 403
    assert face.get(SECOND).json() == {"enrolled": False, "needed": True}
    secret, recovery = enrol(face, clock)
    assert len(set(recovery)) == 10
    assert face.get(SECOND).json() == {"enrolled": True, "needed": True}
    told = face.get(SESSION).json()
    assert (told["must_enrol"], told["withheld"]) == (False, [])
    assert face.get("/api/v1/tokens").status_code == 200

    other = cast.client()
    answer = log_in(other, "secadmin")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.factor")
    assert other.get(SESSION).status_code == 401
    clock.on()
    answer = other.send("POST", SECOND, {"code": shown(secret, clock.at)})
    assert answer.status_code == 200, answer.content
    assert "posting.edit" in answer.json()["powers"]
    entries = (
        AuditEntry.objects.filter(person=cast["secadmin"].pk).exclude(action="token.issued").order_by("id")
    )
    assert [each.action for each in entries] == ["login", "factor.enrolled", "login"]


@pytest.mark.parametrize(
    ("name", "withheld"),
    [
        ("sysadmin", {"network.edit", "unit.edit", "catalogue.publish", "flow.publish", "calendar.edit",
                      "account.edit"}),
        ("auditadmin", {"audit.read"}),
        ("worker", set()),
        ("handler", set()),
    ],
)  # fmt: skip
def test_what_waits_for_it(plain_face, name, withheld):
    told = plain_face(name).get(SESSION).json()
    assert set(told["withheld"]) == withheld
    assert told["must_enrol"] == bool(withheld)


def test_whoever_may_reveal_works_on_without_revealing(plain_face):
    told = plain_face("township_op").get(SESSION).json()
    assert "event.reveal" in told["withheld"]
    assert {"event.dispatch", "event.close"} <= set(told["powers"])


def test_every_power_that_reveals_is_guarded():
    guarded_ones = roles.guarded_powers(roles.powers())
    families = {roles.powers()[key].family.value for key in set(roles.powers()) - guarded_ones}
    assert families == {"business", "common"}
    assert {key for key in roles.powers() if "reveal" in key} <= guarded_ones
    assert "event.see" not in guarded_ones


def test_a_city_may_offer_it_only(plain_face, settings):
    settings.SECOND_FACTOR = "offered"
    told = plain_face("secadmin").get(SESSION).json()
    assert (told["must_enrol"], "posting.edit" in told["powers"]) == (False, True)


def test_the_people_of_a_demonstration_need_none_and_may_have_one(cast, plain_face, clock):
    Person.objects.filter(username="secadmin").update(demo=True)
    face = plain_face("secadmin")
    assert face.get(SESSION).json()["must_enrol"] is False
    enrol(face, clock)
    assert log_in(cast.client(), "secadmin").json()["code"] == "auth.factor"


def test_no_route_makes_an_account_one_of_the_demonstration(cast):
    face = cast.client("sysadmin")
    answer = face.send("POST", "/api/v1/people", {"username": "new.one", "name": "新人", "demo": True})
    assert answer.status_code in (201, 422)
    assert not Person.objects.filter(username="new.one", demo=True).exists()


def test_a_code_is_good_once(cast, plain_face, clock):
    secret, _ = enrol(plain_face("secadmin"), clock)
    code = shown(secret, clock.at)
    for _ in range(2):  # the one it was confirmed with
        face = cast.client()
        log_in(face, "secadmin")
        answer = face.send("POST", SECOND, {"code": code})
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.code")
    clock.on()
    later = shown(secret, clock.at)
    assert face.send("POST", SECOND, {"code": later}).status_code == 200
    again = cast.client()
    log_in(again, "secadmin")
    assert again.send("POST", SECOND, {"code": later}).status_code == 401


@pytest.mark.parametrize(("drift", "status"), [(-30, 200), (30, 200), (-90, 401), (90, 401)])
def test_a_phone_may_be_half_a_minute_off(cast, plain_face, clock, drift, status):
    secret, _ = enrol(plain_face("secadmin"), clock)
    clock.on(300)
    face = cast.client()
    log_in(face, "secadmin")
    assert face.send("POST", SECOND, {"code": shown(secret, clock.at + drift)}).status_code == status


def test_a_recovery_code_opens_once(cast, plain_face, clock):
    _, recovery = enrol(plain_face("secadmin"), clock)
    for typed, status in (
        (recovery[0].upper().replace("-", " "), 200),
        (recovery[0], 401),
        (recovery[1], 200),
    ):
        face = cast.client()
        log_in(face, "secadmin")
        assert face.send("POST", SECOND, {"code": typed}).status_code == status
    assert AuditEntry.objects.filter(action="factor.recovered").count() == 2


def test_new_recovery_codes_end_the_old(cast, plain_face, clock):
    face = plain_face("secadmin")
    assert face.send("POST", f"{SECOND}/codes").status_code == 404
    _, old = enrol(face, clock)
    fresh = face.send("POST", f"{SECOND}/codes").json()["codes"]
    assert not set(old) & set(fresh)
    other = cast.client()
    log_in(other, "secadmin")
    assert other.send("POST", SECOND, {"code": old[0]}).status_code == 401
    assert other.send("POST", SECOND, {"code": fresh[0]}).status_code == 200


def test_codes_are_counted_like_passwords(cast, plain_face, clock):
    secret, recovery = enrol(plain_face("secadmin"), clock)
    clock.on()
    face = cast.client()
    log_in(face, "secadmin")
    left = [face.send("POST", SECOND, {"code": "000000"}).json()["tries_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    for right in (shown(secret, clock.at), recovery[0]):
        answer = face.send("POST", SECOND, {"code": right})
        assert (answer.status_code, answer.json()["code"]) == (429, "auth.locked")
    assert AuditEntry.objects.filter(action="login.locked", person=cast["secadmin"].pk).count() == 1
    # The password is right all the same, and forgives nothing of it.
    assert log_in(face, "secadmin").json()["code"] == "auth.factor"
    assert face.send("POST", SECOND, {"code": recovery[0]}).status_code == 429
    for row in LoginFailure.objects.all():
        LoginFailure.objects.filter(pk=row.pk).update(at=row.at - timedelta(minutes=2))
    assert face.send("POST", SECOND, {"code": recovery[0]}).status_code == 200


def test_the_second_step_needs_a_first_one_of_just_now(cast, plain_face, clock, monkeypatch):
    _, recovery = enrol(plain_face("secadmin"), clock)
    assert cast.client().send("POST", SECOND, {"code": recovery[0]}).status_code == 401
    face = cast.client()
    log_in(face, "secadmin")
    later = now() + timedelta(minutes=6)
    with monkeypatch.context() as moved:
        moved.setattr("wangge.accounts.api.sessions.now", lambda: later)
        answer = face.send("POST", SECOND, {"code": recovery[0]})
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
    Person.objects.filter(username="secadmin").update(active=False)
    assert face.send("POST", SECOND, {"code": recovery[0]}).json()["code"] == "auth.required"


def test_a_secret_counts_only_when_a_code_from_it_was_shown(cast, plain_face, clock):
    face = plain_face("worker")
    assert face.send("PUT", SECOND, {"code": "123456"}).json()["errors"][0]["field"] == "code"
    face.send("POST", f"{SECOND}/offer")
    answer = face.send("PUT", SECOND, {"code": "000000"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "code")
    assert face.get(SECOND).json() == {"enrolled": False, "needed": False}
    assert log_in(cast.client(), "worker").status_code == 200


def test_replacing_it_leaves_the_old_one_in_force_until_then(cast, plain_face, clock):
    face = plain_face("worker")
    old, _ = enrol(face, clock)
    new = face.send("POST", f"{SECOND}/offer").json()["secret"]
    clock.on()
    other = cast.client()
    log_in(other, "worker")
    assert other.send("POST", SECOND, {"code": shown(old, clock.at)}).status_code == 200
    assert other.send("PUT", SECOND, {"code": shown(new, clock.at)}).status_code == 200
    assert face.get(SESSION).status_code == 401  # every other session ends
    clock.on()
    third = cast.client()
    log_in(third, "worker")
    assert third.send("POST", SECOND, {"code": shown(old, clock.at)}).status_code == 401
    assert third.send("POST", SECOND, {"code": shown(new, clock.at)}).status_code == 200


def test_a_lost_one_is_taken_away_by_the_administrator_who_resets_no_password(cast, plain_face, clock):
    face = plain_face("worker")
    enrol(face, clock)
    path = f"/api/v1/people/{cast['worker'].pk}/factor/removal"
    for name, status in (
        ("sysadmin", 403),
        ("auditadmin", 403),
        ("worker_elsewhere", 403),
        ("stranger", 403),
    ):
        assert cast.client(name).send("POST", path, {"reason": "手机丢失"}).status_code == status, name
    assert cast.client().send("POST", path, {"reason": "手机丢失"}).status_code == 401
    admin = cast.client("secadmin")
    assert admin.send("POST", path, {"reason": ""}).json()["errors"][0]["field"] == "reason"
    assert admin.send("POST", path, {"reason": "手机丢失"}).status_code == 204
    assert face.get(SESSION).status_code == 401
    assert log_in(cast.client(), "worker").status_code == 200
    assert admin.send("POST", path, {"reason": "手机丢失"}).status_code == 404
    own = f"/api/v1/people/{cast['secadmin'].pk}/factor/removal"
    assert admin.send("POST", own, {"reason": "手机丢失"}).status_code == 403
    entry = AuditEntry.objects.get(action="factor.removed")
    assert (entry.person, entry.object_no, entry.reason) == (
        cast["secadmin"].pk, str(cast["worker"].pk), "手机丢失",
    )  # fmt: skip


def test_what_is_kept_tells_nothing(cast, plain_face, clock):
    secret, recovery = enrol(plain_face("worker"), clock)
    assert not Factor.objects.exists()
    with guarded(cast.actor("head")):
        assert not Factor.objects.exists()
        assert not RecoveryCode.objects.exists()
    with guarded(cast.actor("worker")):
        kept = bytes(Factor.objects.get().sealed)
        hashes = [bytes(row.hash) for row in RecoveryCode.objects.all()]
    assert b32decode(secret) not in kept
    assert all(codes.plain(code).encode() not in row for code in recovery for row in hashes)


def test_the_address_for_the_picture(cast, plain_face):
    offer = plain_face("worker").send("POST", f"{SECOND}/offer").json()
    assert offer["uri"].startswith("otpauth://totp/Wangge:worker?")
    assert offer["secret"] in offer["uri"]


def test_published_values():
    """RFC 6238 appendix B, cut to six digits."""
    secret = b"12345678901234567890"
    for at, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert codes._totp(secret).generate(at).decode() == code


@pytest.mark.parametrize("body", [{}, {"code": "1"}, {"code": "x" * 21}, {"code": None}])
def test_bad_input_names_its_field(plain_face, body):
    face = plain_face("worker")
    for method in ("POST", "PUT"):
        answer = face.send(method, SECOND, body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "code")
