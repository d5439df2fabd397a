"""Single sign-on against a real provider on loopback: who comes in, and what is refused however it is signed."""

import hmac
import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.accounts.provider import CLIENT, RETURNS, SECRET, Door, logs_in
from tests.accounts.test_factor import enrol, shown
from tests.personas import PASSWORD
from wangge.accounts.models import Link, Person, Session
from wangge.accounts.sso import actions, provider
from wangge.core.audit import AuditEntry

pytestmark = pytest.mark.django_db
SSO, SESSION = "/api/v1/session/sso", "/api/v1/session"
SUBJECT = "248289761001"


@pytest.fixture(scope="module")
def door():
    held = Door()
    server = make_server("localhost", 0, held, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    held.issuer = f"http://localhost:{server.server_port}"
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def configured(door, settings):
    settings.SINGLE_SIGN_ON = {
        "issuer": door.issuer,
        "client": CLIENT,
        "secret": SECRET,
        "name": "城市统一认证",
        "returns": RETURNS,
        "factors": frozenset(),
    }
    door.bend, door.answers, door.published = None, lambda path: None, []
    door.asked.clear()
    provider.forget()
    yield settings.SINGLE_SIGN_ON
    provider.forget()


@pytest.fixture
def linked(cast, door):
    """The county's operator is SUBJECT at the provider; two administrators say so over HTTP."""

    def make(name="county_op", subject=SUBJECT):
        address = f"/api/v1/people/{cast[name].pk}/link"
        made = cast.client("sysadmin").send("PUT", address, {"subject": subject, "reason": "joined"})
        assert made.status_code == 200, made.content
        assert made.json()["confirmed"] is False
        done = cast.client("secadmin").send("POST", f"{address}/confirmation", {"reason": "checked"})
        assert done.status_code == 200, done.content
        assert done.json()["confirmed"] is True
        return cast[name]

    return make


def go(face):
    answer = face.send("POST", SSO)
    assert answer.status_code == 200, answer.content
    return answer.json()["address"]


def come_in(face, subject=SUBJECT, **changed):
    """To the provider and back, as a browser goes."""
    return face.send("PUT", SSO, {**logs_in(go(face), subject), **changed})


def test_somebody_linked_comes_in(cast, linked, door):
    person = linked()
    face = cast.client()
    answer = come_in(face)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["person"]["id"] == person.pk
    assert told["by_provider"]
    assert face.get(SESSION).json()["powers"]
    assert AuditEntry.objects.filter(action="login", person=person.pk).exists()


def test_the_provider_is_asked_as_the_standards_say(cast, linked, door):
    linked()
    face = cast.client()
    address = go(face)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid", CLIENT)
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == ("S256", RETURNS)
    assert int(asked["max_age"]) == 15 * 60
    assert face.send("PUT", SSO, logs_in(address, SUBJECT)).status_code == 200
    (_, form, login) = next(each for each in door.asked if each[0] == "/oauth2/token")
    challenge = urlsafe_b64encode(sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
    assert challenge == asked["code_challenge"]
    assert b64decode(login.removeprefix("Basic ")).decode().startswith(f"{CLIENT}:")
    other = {name: values[0] for name, values in parse_qs(urlsplit(go(face)).query).items()}
    for each in ("state", "nonce", "code_challenge"):
        assert len(asked[each]) >= 32
        assert asked[each] != other[each]


def test_the_console_can_ask_whether_there_is_single_sign_on(cast, settings):
    assert cast.client().get(SSO).json() == {"name": "城市统一认证"}
    settings.SINGLE_SIGN_ON = None
    assert cast.client().get(SSO).json() == {"name": None}
    assert cast.client().send("POST", SSO).status_code == 404
    assert cast.client().send("PUT", SSO, {"code": "x", "state": "y"}).status_code == 404


def test_nobody_is_made_by_a_log_in(cast, door):
    """Not by an address or a user name that happens to be the same, either."""
    before = Person.objects.count()
    httpx.put(
        f"{door.issuer}/users/{SUBJECT}",
        json={"email": "county_op@example.org", "preferred_username": "county_op", "name": "county_op"},
    )
    face = cast.client()
    answer = come_in(face)
    assert (answer.status_code, answer.json()["code"]) == (403, "sso.unlinked")
    assert answer.json()["subject"] == SUBJECT
    assert Person.objects.count() == before
    assert face.get(SESSION).status_code == 401
    assert AuditEntry.objects.filter(action="login.unlinked").exists()


def test_a_closed_account_stays_closed(cast, linked):
    person = linked()
    Person.objects.filter(pk=person.pk).update(active=False)
    assert come_in(cast.client()).json()["code"] == "sso.unlinked"


WRONG = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "another"},
    "no audience": {"aud": None},
    "several audiences, for none in particular": {"aud": [CLIENT, "another"]},
    "for another of several": {"aud": [CLIENT, "another"], "azp": "another"},
    "issuer": {"iss": "https://id.example.org"},
    "no issuer": {"iss": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "from the future": {"iat": int(time.time()) + 7200},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_an_id_token_that_says_something_wrong_is_refused(cast, linked, door, changed):
    linked()
    door.saying(**changed)
    refused(cast.client(), come_in)


def test_the_same_token_is_taken_when_it_says_what_it_should(cast, linked, door):
    """What the refusals above come from is what was changed, not the key published instead of the provider's."""
    linked()
    door.saying()
    assert come_in(cast.client()).status_code == 200


def part(value):
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def nothing_signed(door, claims):
    return f"{part({'alg': 'none'})}.{part(claims)}."


def signed_by_a_stranger(door, claims):
    return door.signed(claims, RSAKey.generate_key(2048, {"kid": "instead"}))


def by_secret(claims, secret):
    """HS256 by hand: a library would refuse to take a public key for a secret."""
    said = f"{part({'alg': 'HS256', 'kid': 'instead'})}.{part(claims)}"
    sign = hmac.digest(secret, said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(sign).rstrip(b'=').decode()}"


def signed_with_what_is_public(door, claims):
    """The oldest trick."""
    return by_secret(claims, door.key.as_pem(private=False))


def signed_with_the_clients_secret(door, claims):
    return by_secret(claims, SECRET.encode())


def altered(door, claims):
    head, _, sign = door.signed(claims).split(".")
    return f"{head}.{part({**claims, 'sub': 'another'})}.{sign}"


FORGED = [
    nothing_signed,
    signed_by_a_stranger,
    signed_with_what_is_public,
    signed_with_the_clients_secret,
    altered,
    lambda door, claims: "no token",
    lambda door, claims: "",
    lambda door, claims: door.signed(claims, kid="nobody knows"),
]


@pytest.mark.parametrize("forge", FORGED)
def test_an_id_token_nobody_has_signed_is_refused(cast, linked, door, forge):
    linked()
    linked("handler", "another")
    door.published = [door.key]
    door.bend = lambda claims: forge(door, claims)
    refused(cast.client(), come_in)


def refused(face, come):
    answer = come(face)
    assert (answer.status_code, answer.json()["code"]) == (401, "sso.refused"), answer.content
    assert face.get(SESSION).status_code == 401


def test_a_state_of_somebody_else_is_refused(cast, linked):
    """A link with one's own code in it, which somebody else is made to open (RFC 6749, section 10.12)."""
    linked()
    mine = logs_in(go(cast.client()), SUBJECT)
    refused(cast.client(), lambda face: face.send("PUT", SSO, mine))
    other = cast.client()
    go(other)
    refused(other, lambda face: face.send("PUT", SSO, mine))
    refused(cast.client(), lambda face: come_in(face, state="made up"))
    refused(cast.client(), lambda face: come_in(face, iss="https://id.example.org"))


def test_what_came_back_once_is_worth_nothing_twice(cast, linked):
    linked()
    face = cast.client()
    back = logs_in(go(face), SUBJECT)
    assert face.send("PUT", SSO, back).status_code == 200
    again = face.send("PUT", SSO, back)
    assert (again.status_code, again.json()["code"]) == (401, "sso.refused")
    # The code itself, under a state of another journey: the provider does not take it again.
    other = cast.client()
    fresh = parse_qs(urlsplit(go(other)).query)["state"][0]
    refused(other, lambda face: face.send("PUT", SSO, {"code": back["code"], "state": fresh}))


def test_whoever_takes_too_long_begins_again(cast, linked, monkeypatch):
    linked()
    monkeypatch.setattr(actions, "PATIENCE_SECONDS", -1)
    refused(cast.client(), come_in)


def test_a_new_key_of_the_provider_is_read_when_it_is_used(cast, linked, door, monkeypatch):
    linked()
    assert come_in(cast.client()).status_code == 200
    fresh = RSAKey.generate_key(2048, {"kid": "new"})
    door.published = [fresh]
    door.bend = lambda claims: door.signed(claims, fresh)
    refused(cast.client(), come_in)  # the keys were read a moment ago: a made-up name has nobody ask again
    monkeypatch.setattr(provider, "AGAIN_SECONDS", 0)
    assert come_in(cast.client()).status_code == 200
    read = len([each for each in door.asked if each[0] == "/jwks"])
    assert come_in(cast.client()).status_code == 200
    assert len([each for each in door.asked if each[0] == "/jwks"]) == read


def test_what_is_published_is_read_once(cast, linked, door):
    linked()
    for _ in range(3):
        assert come_in(cast.client()).status_code == 200
    paths = [each[0] for each in door.asked]
    assert paths.count("/.well-known/openid-configuration") == paths.count("/jwks") == 1


DOWN = {
    "broken": ("200 OK", b"{"),
    "too much": ("200 OK", b'"' + b"x" * 300_000 + b'"'),
    "an error": ("500 Oh", b"{}"),
    "a redirection": ("302 Elsewhere", b"{}"),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/oauth2/token"])
@pytest.mark.parametrize("said", DOWN.values(), ids=DOWN)
def test_a_provider_that_does_not_answer_is_said_to_be_down(cast, linked, door, path, said):
    linked()
    face = cast.client()
    back = logs_in(go(face), SUBJECT) if path == "/oauth2/token" else None
    provider.forget()
    door.answers = lambda asked: said if asked == path else None
    answer = face.send("PUT", SSO, back) if back else face.send("POST", SSO)
    assert (answer.status_code, answer.json()["code"]) == (503, "sso.down"), answer.content


def test_a_provider_that_calls_itself_something_else_is_not_believed(cast, door, configured):
    configured["issuer"] = door.issuer.replace("localhost", "127.0.0.1")
    door.answers = lambda path: (
        ("200 OK", httpx.get(f"{door.issuer}/.well-known/openid-configuration?").content)
        if path.endswith("configuration") and len(door.asked) == 1
        else None
    )
    assert cast.client().send("POST", SSO).json()["code"] == "sso.down"


def test_a_door_that_anybody_can_listen_at_is_not_used(cast, door):
    told = httpx.get(f"{door.issuer}/.well-known/openid-configuration").json()
    for each in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        provider.forget()
        said = json.dumps({**told, each: "http://id.example.org/x"}).encode()
        door.answers = lambda path, said=said: ("200 OK", said) if path.endswith("configuration") else None
        assert cast.client().send("POST", SSO).json()["code"] == "sso.down"


# The second factor.


def test_a_second_factor_of_ours_is_asked_for_all_the_same(cast, linked):
    person = linked("auditadmin")
    secret, _ = enrol(cast.client("auditadmin"), SimpleNamespace(at=time.time()))
    face = cast.client()
    answer = come_in(face)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.factor")
    assert face.get(SESSION).status_code == 401
    done = face.send("POST", f"{SESSION}/factor", {"code": shown(secret, time.time() + 30)})
    assert done.status_code == 200, done.content
    assert done.json()["person"]["id"] == person.pk
    assert done.json()["by_provider"]
    assert "audit.read" in done.json()["powers"]


@pytest.mark.parametrize(
    ("counted", "says", "opens"),
    [
        ("", {"amr": ["pwd", "otp"], "acr": "2"}, False),
        ("otp", {"amr": ["pwd", "otp"]}, True),
        ("otp", {"amr": ["pwd"]}, False),
        ("otp", {"amr": "otp"}, False),
        ("2", {"acr": "2"}, True),
        ("2", {"acr": "1"}, False),
        ("otp", {}, False),
    ],
)
def test_the_providers_factor_counts_only_where_the_settings_say(
    cast, linked, door, configured, counted, says, opens
):
    configured["factors"] = frozenset(filter(None, [counted]))
    linked("auditadmin")
    door.saying(**says)
    told = come_in(cast.client()).json()
    assert ("audit.read" in told["powers"]) is opens
    assert told["must_enrol"] is not opens


def test_a_proof_is_as_old_as_the_provider_says(cast, linked, door):
    linked()
    for auth_time, fresh in ((int(time.time()), True), (int(time.time()) - 3600, False), (None, False)):
        door.saying(auth_time=auth_time)
        face = cast.client()
        assert come_in(face).status_code == 200
        assert (face.send("POST", f"{SESSION}/factor/offer").status_code == 200) is fresh


def test_a_password_somebody_has_seen_keeps_nobody_out_who_did_not_use_it(cast, linked):
    person = linked()
    Person.objects.filter(pk=person.pk).update(must_change=True)
    told = come_in(cast.client()).json()
    assert told["powers"]
    assert not told["must_change"]
    by_password = cast.client().send("POST", SESSION, {"username": "county_op", "password": PASSWORD}).json()
    assert by_password["must_change"]
    assert not by_password["powers"]


def test_leaving_goes_by_the_provider(cast, linked, door):
    linked()
    face = cast.client()
    come_in(face)
    left = face.send("DELETE", SSO)
    address = urlsplit(left.json()["address"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{door.issuer}/oauth2/end_session"
    assert parse_qs(address.query) == {
        "client_id": [CLIENT],
        "post_logout_redirect_uri": ["http://localhost/console/"],
    }
    assert httpx.get(left.json()["address"]).status_code == 200
    assert face.get(SESSION).status_code == 401


def test_leaving_does_not_depend_on_the_provider(cast, linked, door):
    linked()
    face = cast.client()
    come_in(face)
    provider.forget()
    door.answers = lambda path: ("500 Oh", b"")
    assert face.send("DELETE", SSO).json() == {"address": None}
    assert face.get(SESSION).status_code == 401


def test_journeys_are_limited_by_address(cast, settings):
    settings.RATES = "sso=2/600"
    face = cast.client()
    assert [face.send("POST", SSO).status_code for _ in range(3)] == [200, 200, 429]
    assert face.send("PUT", SSO, {"code": "x", "state": "y"}).status_code == 429


# Links.


def link_of(cast, name):
    return f"/api/v1/people/{cast[name].pk}/link"


def test_one_administrator_alone_opens_nobodys_account(cast):
    address = link_of(cast, "county_op")
    system, security = cast.client("sysadmin"), cast.client("secadmin")
    given = {"subject": SUBJECT, "reason": "joined"}
    assert security.send("PUT", address, given).status_code == 403
    assert system.send("PUT", address, given).status_code == 200
    assert system.send("POST", f"{address}/confirmation", {"reason": "x"}).status_code == 403
    assert come_in(cast.client()).json()["code"] == "sso.unlinked"
    assert security.send("POST", f"{address}/confirmation", {"reason": "x"}).status_code == 200
    assert security.send("POST", f"{address}/confirmation", {"reason": "x"}).status_code == 404
    assert come_in(cast.client()).status_code == 200
    # Said anew, it waits anew.
    assert system.send("PUT", address, {**given, "subject": "another"}).json()["confirmed"] is False
    for subject in (SUBJECT, "another"):
        assert come_in(cast.client(), subject).json()["code"] == "sso.unlinked"
    done = AuditEntry.objects.filter(object_no=str(cast["county_op"].pk), action__startswith="link.")
    assert list(done.order_by("id").values_list("action", flat=True)) == [
        "link.made",
        "link.confirmed",
        "link.made",
    ]
    assert all(each.reason for each in done)


def test_nobody_links_their_own_account(cast):
    given = {"subject": SUBJECT, "reason": "mine"}
    assert cast.client("sysadmin").send("PUT", link_of(cast, "sysadmin"), given).status_code == 403
    assert cast.client("sysadmin").send("PUT", link_of(cast, "secadmin"), given).status_code == 200
    confirmation = f"{link_of(cast, 'secadmin')}/confirmation"
    assert cast.client("secadmin").send("POST", confirmation, {"reason": "mine"}).status_code == 403
    removal = f"{link_of(cast, 'secadmin')}/removal"
    assert cast.client("secadmin").send("POST", removal, {"reason": "mine"}).status_code == 403


def test_a_link_taken_away_closes_what_it_opened(cast, linked):
    person = linked()
    face, by_password = cast.client(), cast.client("county_op")
    come_in(face)
    removal = f"{link_of(cast, 'county_op')}/removal"
    assert cast.client("secadmin").send("POST", removal, {"reason": "left"}).status_code == 204
    assert face.get(SESSION).status_code == 401
    assert by_password.get(SESSION).status_code == 200
    assert come_in(cast.client()).json()["code"] == "sso.unlinked"
    assert not Session.objects.filter(person=person, by_provider=True).exists()
    assert cast.client("secadmin").send("POST", removal, {"reason": "left"}).status_code == 404


def test_one_subject_opens_one_account(cast, linked):
    linked()
    answer = cast.client("sysadmin").send(
        "PUT", link_of(cast, "handler"), {"subject": SUBJECT, "reason": "joined"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "subject"
    assert Link.objects.count() == 1


@pytest.mark.parametrize("name", ["county_op", "auditadmin", "worker", "stranger"])
def test_who_is_no_administrator_of_accounts_links_nobody(cast, name):
    face, address = cast.client(name), link_of(cast, "handler")
    assert face.get(address).status_code == 403
    assert face.send("PUT", address, {"subject": SUBJECT, "reason": "x"}).status_code == 403
    assert face.send("POST", f"{address}/confirmation", {"reason": "x"}).status_code == 403
    assert face.send("POST", f"{address}/removal", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "field"),
    [({"subject": "", "reason": "x"}, "subject"), ({"subject": "网格", "reason": "x"}, "subject")],
)
def test_bad_input_is_named(cast, given, field):
    answer = cast.client("sysadmin").send("PUT", link_of(cast, "handler"), given)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_link_is_read_in_three_queries(cast, linked, django_assert_num_queries):
    linked()
    face = cast.client("secadmin")
    assert face.get(link_of(cast, "county_op")).json()["confirmed"]  # which also prolongs the session
    with django_assert_num_queries(3):
        assert face.get(link_of(cast, "county_op")).json()["subject"] == SUBJECT
