"""Control rules in words, and ended before their time."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.loop.test_control import RULES, file, publish, published
from wangge.events.models import ControlRule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def end(cast, number, who="county_op", reason="夜市停办"):
    return cast.client(who).send("PUT", f"{RULES}/{number}/end", {"reason": reason})


def listed(cast, who="worker"):
    return {each["id"]: each for each in cast.client(who).get(RULES).json()["items"]}


def test_it_works(cast):
    first = published(cast)
    assert file(cast)["state"]["key"] == "controlled"
    told = listed(cast)[first]
    assert (told["state"]["key"], told["may_end"]) == ("in_force", False)
    assert told["item_name"] not in ("", told["item_code"])
    assert told["region_name"] not in ("", told["region_code"])
    assert told["state"]["label"] not in ("", "in_force", "In force")
    assert listed(cast, "county_op")[first]["may_end"]
    answer = end(cast, first)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"]["key"], answer.json()["replaces"]) == ("ended", first)
    assert file(cast)["state"]["key"] == "reported"
    states = {number: each["state"]["key"] for number, each in listed(cast).items()}
    assert states == {first: "replaced", answer.json()["id"]: "ended"}
    assert ControlRule.objects.get(pk=first).reason != "夜市停办"  # what was published stays


def test_one_that_has_not_begun(cast):
    later = {
        "starts_at": (now() + timedelta(days=3)).isoformat(),
        "ends_at": (now() + timedelta(days=9)).isoformat(),
    }
    number = publish(cast, **later).json()["id"]
    assert listed(cast)[number]["state"]["key"] == "to_come"
    assert end(cast, number).json()["state"]["key"] == "ended"
    assert file(cast)["state"]["key"] == "reported"


def test_once_and_not_after_its_end(cast):
    number = published(cast)
    ended = end(cast, number).json()["id"]
    assert end(cast, number).status_code == 404
    assert end(cast, ended).status_code == 409
    assert ControlRule.objects.count() == 2


def test_who_may_not(cast):
    number = published(cast)
    for who in ("worker", "township_op", "supervisor", "sysadmin", "stranger", "hotline"):
        assert end(cast, number, who).status_code == 403, who
    assert cast.client().send("PUT", f"{RULES}/{number}/end", {"reason": "夜市"}).status_code == 401
    for nobody in (999_999, 2**70):
        assert end(cast, nobody).status_code == 404
    theirs = publish(cast, "city_op", region_code="211005").json()["id"]
    assert end(cast, theirs).status_code == 404
    assert ControlRule.objects.count() == 2


@pytest.mark.parametrize("reason", ["", " ", "长" * 301, "\x00停"])
def test_a_reason_is_needed(cast, reason):
    answer = end(cast, published(cast), reason=reason)
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == ["reason"]
