"""Where sessions are kept, and what is found with one."""

from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.timezone import localdate, now

from tests.personas import PASSWORD
from wangge.accounts.auth import of_session
from wangge.accounts.models import Person, Role, Session
from wangge.accounts.recognising import browser_of, network_of
from wangge.accounts.sessions import ADDRESS_KEY, BROWSER_KEY, POSTING_KEY, SEEN_KEY, SessionStore
from wangge.network.models import Posting

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/session"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def store(cast):
    """The session of somebody who is logged in, as another request finds it."""
    key = cast.client("worker").cookies["sessionid"].value
    return lambda: SessionStore(key)


def test_it_works(cast, store, django_assert_num_queries):
    with django_assert_num_queries(1):
        person, actor = of_session(store())
    assert person == cast["worker"]
    assert actor == cast.actor("worker")


def test_what_is_put_in_comes_out(store):
    first = store()
    values = {
        ADDRESS_KEY: "203.0.113.0/24",
        BROWSER_KEY: "Edge",
        POSTING_KEY: 7,
        SEEN_KEY: 1_800_000_000,
        "x": [1],
    }
    for key, value in values.items():
        first[key] = value
    first.save()
    again = store()
    assert {key: again[key] for key in values} == values
    row = Session.objects.get(session_key=again.session_key)
    assert (row.address, row.browser, row.posting) == ("203.0.113.0/24", "Edge", 7)
    assert again.decode(row.session_data) == {"x": [1]}


def test_what_every_session_holds_needs_no_decoding(store):
    assert Session.objects.get(session_key=store().session_key).session_data == ""


def test_writing_it_again_does_not_make_it_younger(store):
    Session.objects.update(created_at=now() - timedelta(hours=3))
    began = Session.objects.get(session_key=store().session_key).created_at
    used = store()
    used[SEEN_KEY] = 1_800_000_000
    used.save()
    assert Session.objects.get(session_key=used.session_key).created_at == began


def test_logging_in_notes_by_what_one_recognises_it(cast):
    face = cast.client()
    body = {"username": "worker", "password": PASSWORD}
    headers = {"user-agent": FIREFOX}
    face.post(ADDRESS, body, content_type="application/json", headers=headers, REMOTE_ADDR="203.0.113.77")
    row = Session.objects.get(session_key=face.cookies["sessionid"].value)
    assert row.person == cast["worker"]
    assert (row.address, row.browser) == ("203.0.113.0/24", "Firefox, Windows")


@pytest.mark.parametrize("key", ["", "short", "x" * 40, "a' OR true --", "\x00" * 20, "é" * 20])
def test_what_stands_in_a_cookie_is_anybodys_guess(cast, key):
    face = cast.client()
    face.cookies["sessionid"] = key
    assert face.get(ADDRESS).status_code == 401
    assert of_session(SessionStore(key)) is None


def change_role(person):
    Role.objects.filter(key="grid_worker").update(powers=["patrol.walk"])
    return lambda actor: actor.powers == {"patrol.walk"}


def end_posting(person):
    Posting.objects.filter(person=person).update(to_day=localdate() - timedelta(days=1))
    return lambda actor: (
        (actor.powers, actor.region, actor.desks) == (frozenset(), "", {f"person:{person.pk}"})
    )


def give_password(person):
    Person.objects.filter(pk=person.pk).update(must_change=True)
    return lambda actor: (actor.powers, actor.region) == (frozenset(), "")


@pytest.mark.parametrize("change", [change_role, end_posting, give_password])
def test_what_changes_counts_at_once(cast, store, change):
    assert of_session(store())[1].powers
    expected = change(cast["worker"])
    assert expected(of_session(store())[1])


@pytest.mark.parametrize("change", [{"active": False}, {"password": "!another"}])
def test_what_ends_an_account_ends_its_sessions_at_once(cast, store, change):
    Person.objects.filter(pk=cast["worker"].pk).update(**change)
    assert of_session(store()) is None


def test_a_session_says_nothing_of_whom_it_names_later(cast, store):
    """The person found with the session is not the one logged in to it afterwards."""
    used = store()
    assert of_session(used)
    used[SESSION_KEY] = str(cast["county_op"].pk)
    used[HASH_SESSION_KEY] = cast["county_op"].get_session_auth_hash()
    assert of_session(used) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", "")],
)
def test_an_address_is_kept_as_its_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iOS"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 10) Chrome/86 Mobile MicroMessenger/8.0", "WeChat, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_kept_as_its_kind(agent, kind):
    assert browser_of(agent) == kind
