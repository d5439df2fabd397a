"""Tokens for outside systems."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from tests.personas import CITY, COMMUNITY, COUNTY, PEOPLE
from wangge.accounts import actors, queries
from wangge.accounts.actions import tokens
from wangge.accounts.models import Token
from wangge.core.actors import ActorKind
from wangge.core.audit import AuditEntry
from wangge.network.models import Unit

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/tokens"


def order(**changes):
    return {
        "name": "urban management",
        "powers": ["event.report", "event.see"],
        "region": COUNTY,
        "channel": "smart_city",
        "expires_at": (now() + timedelta(days=90)).isoformat(),
        **changes,
    }


def test_it_works(cast):
    answer = cast.client("secadmin").send("POST", ADDRESS, order())
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["secret"].startswith("wgt_")
    assert told["secret"].startswith(told["prefix"])
    assert len(told["secret"]) >= 4 + 43  # 256 bits
    view = queries.token_row(told["secret"])
    actor = actors.from_token(view)
    assert (actor.kind, actor.region, actor.channel) == (ActorKind.SYSTEM, COUNTY, "smart_city")
    assert actor.powers == {"event.report", "event.see"}
    assert actor.token == told["id"]
    entry = AuditEntry.objects.get(action="token.issued", object_no=str(told["id"]))
    assert entry.person == cast["secadmin"].pk


def test_the_secret_is_not_kept(cast):
    told = cast.client("secadmin").send("POST", ADDRESS, order()).json()
    row = Token.objects.values().get(pk=told["id"])
    assert told["secret"] not in str(row)
    assert bytes(row["hash"]) == queries.token_hash(told["secret"])
    listed = cast.client("secadmin").get(ADDRESS).content.decode()
    assert told["secret"] not in listed
    assert told["prefix"] in listed


def test_a_look_up_is_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.token_row(cast.secret).name == "hotline 12345"
    with django_assert_num_queries(1):
        assert queries.token_row("wgt_made-up") is None


def test_its_use_is_noted_once_a_day(cast, django_assert_num_queries):
    view = queries.token_row(cast.secret)
    tokens.mark_used(view)
    view = queries.token_row(cast.secret)
    assert view.last_used_day == localdate()
    with django_assert_num_queries(0):
        tokens.mark_used(view)


def test_it_speaks_for_a_unit(cast):
    unit = Unit.objects.get(kind="urban_management", region=COUNTY)
    told = cast.client("secadmin").send("POST", ADDRESS, order(unit=unit.pk)).json()
    assert told["unit"] == unit.pk
    assert actors.from_token(queries.token_row(told["secret"])).desks == {f"unit:{unit.pk}"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"powers": ["audit.read"]}, "powers"),
        ({"powers": ["event.report", "event.close"]}, "powers"),
        ({"powers": ["event.fly"]}, "powers"),
        ({"powers": []}, "powers"),
        ({"region": "9999"}, "region"),
        ({"region": "211999"}, "region"),
        ({"region": "21"}, "region"),
        ({"region": "x" * 6}, "region"),
        ({"expires_at": "1900-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2999-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2026-12-01T00:00:00"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"unit": 999_999_999}, "unit"),
        ({"unit": 10**30}, "unit"),
        ({"name": ""}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"channel": "Not A Key"}, "channel"),
        ({"channel": "hotline"}, "channel"),
    ],
)
def test_bad_input_names_its_field(cast, changes, field):
    answer = cast.client("secadmin").send("POST", ADDRESS, order(**changes))
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "secadmin"])
def test_only_who_may_issues_lists_or_revokes(cast, name):
    face = cast.client(name)
    token = Token.objects.get()
    assert face.send("POST", ADDRESS, order()).status_code == 403
    assert face.get(ADDRESS).status_code == 403
    assert face.delete(f"{ADDRESS}/{token.pk}").status_code == 403
    assert queries.token_row(cast.secret) is not None


def test_a_token_issues_no_tokens(cast):
    """Tokens are for people to give: the route takes a session only."""
    assert cast.client("hotline").send("POST", ADDRESS, order()).status_code == 401


def test_a_revoked_token_is_none_at_once(cast):
    token = Token.objects.get()
    face = cast.client("secadmin")
    assert face.delete(f"{ADDRESS}/{token.pk}").status_code == 204
    assert queries.token_row(cast.secret) is None
    assert face.delete(f"{ADDRESS}/{token.pk}").status_code == 204  # again changes nothing
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1


def test_an_expired_token_is_none(cast):
    Token.objects.update(expires_at=now())
    assert queries.token_row(cast.secret) is None


def test_outside_the_area_there_is_nothing(cast):
    """A token of the city is not a county's to revoke or to see."""
    from dataclasses import replace

    from wangge.core.problems import Problem
    from wangge.network.scope import within

    county = replace(cast.actor("secadmin"), region=COUNTY)
    token = Token.objects.get()
    assert token.region == CITY
    with pytest.raises(Problem) as told:
        tokens.revoke(county, token.pk)
    assert told.value.kind.status == 404
    assert list(within(queries.tokens(), county)) == []


def test_no_such_token(cast):
    assert cast.client("secadmin").delete(f"{ADDRESS}/999999999").status_code == 404
    assert cast.client("secadmin").delete(f"{ADDRESS}/{10**30}").status_code in (404, 422)


def test_a_list_takes_one_query_beside_those_of_logging_in(cast, django_assert_num_queries):
    face = cast.client("secadmin")
    for number in range(3):
        face.send("POST", ADDRESS, order(name=f"token {number}", region=COMMUNITY))
    with django_assert_num_queries(3):
        page = face.get(ADDRESS, {"limit": 2}).json()
    assert [each["name"] for each in page["items"]] == ["token 2", "token 1"]
    rest = face.get(ADDRESS, {"limit": 2, "cursor": page["next"]}).json()
    assert [each["name"] for each in rest["items"]] == ["token 0", "hotline 12345"]
    assert rest["next"] is None
