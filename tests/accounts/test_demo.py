"""The people of the demonstration."""

import json
import re

import pytest

from tests.personas import PASSWORD, Face
from wangge.accounts import demo, roles
from wangge.accounts.models import Person
from wangge.network import queries as network
from wangge.network.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("WANGGE_SECRETS", str(tmp_path / "secrets"))
    settings.VAR = tmp_path / "var"
    return tmp_path


def test_it_works(here, django_assert_max_num_queries):
    made = demo.load()
    named = len(demo.source().people)
    assert made == {"demo people": named, "demo grid workers": 3313}

    # Every grid has a worker of its own, who cannot log in and is nobody.
    workers = Person.objects.filter(demo=True, username__startswith="wg2")
    assert workers.count() == 3313
    assert Posting.objects.filter(person__in=workers).values("grid").distinct().count() == 3313
    assert all(re.fullmatch(r"演示网格员\d{4}", name) for name in workers.values_list("name", flat=True))
    assert not workers.first().has_usable_password()

    # The named ones log in with what the file says, and act where it says.
    path = here / "var" / demo.LOGINS
    assert path.stat().st_mode & 0o777 == 0o600
    logins = {each["username"]: each for each in json.loads(path.read_text(encoding="utf-8"))}
    assert len(logins) == named
    assert all(each["name"].startswith("演示") and each["place"] and each["role"] for each in logins.values())
    for username in ("grid1", "head1", "audit1"):
        body = {"username": username, "password": logins[username]["password"]}
        told = Face().send("POST", "/api/v1/session", body).json()
        assert told["postings"][0]["place"] == logins[username]["place"]
        assert told["powers"]

    # Somebody has two postings, and begins with the one written first.
    body = {"username": "duo1", "password": logins["duo1"]["password"]}
    told = Face().send("POST", "/api/v1/session", body).json()
    assert [each["role"] for each in told["postings"]] == ["community_operator", "unit_handler"]
    assert told["posting"] == told["postings"][0]["id"]
    assert " / ".join(each["place"] for each in told["postings"]) == logins["duo1"]["place"]

    # Every role is there to be tried, and two counties have somebody in each post of the loop.
    assert {each.role for each in demo.source().people} == {each.key for each in roles.source().roles}

    # The second time changes nothing and is quick: it counts queries, not people.
    before = set(Person.objects.values_list("pk", "password"))
    with django_assert_max_num_queries(10 + named):
        assert demo.load() == {"demo people": 0, "demo grid workers": 0}
    assert set(Person.objects.values_list("pk", "password")) == before


def test_the_nearest_other_worker_is_found(here):
    demo.load()
    grid = network.grids("211002016001").order_by("code").values_list("code", flat=True)[0]
    own = Person.objects.get(username=f"wg{grid}")
    assert network.worker_grid_nearest(grid, own.pk) is not None


def test_the_password_is_this_installations_own(here, monkeypatch):
    first = demo.password()
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", first)
    assert demo.password() == first != PASSWORD
    monkeypatch.setenv("WANGGE_SECRETS", str(here / "another"))
    assert demo.password() != first


def test_a_place_that_is_not_there_is_named(here):
    wrong = demo.DemoPosting(role="unit_handler", kind="hotline_12345", region="211002")
    with pytest.raises(ValueError, match="x: there is no hotline_12345 in 211002"):
        demo._place(wrong, "x", [])
