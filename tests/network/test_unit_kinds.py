"""The kinds of units there are, as whoever opens a unit chooses among them."""

import pytest

from wangge.network import source

pytestmark = pytest.mark.django_db
KINDS = "/api/v1/unit-kinds"


def test_it_works(cast):
    answer = cast.client("sysadmin").get(KINDS)
    assert answer.status_code == 200, answer.content
    told = {each["key"]: each for each in answer.json()["items"]}
    assert told.keys() == source.unit_kinds().keys()
    assert told["centre"]["label"] == source.unit_kinds()["centre"].name
    assert [level["key"] for level in told["centre"]["levels"]] == list(source.unit_kinds()["centre"].levels)
    assert all(level["label"] for each in told.values() for level in each["levels"])


def test_in_the_language_of_the_caller(cast):
    answer = cast.client("sysadmin").get(KINDS, headers={"accept-language": "en"})
    (centre,) = [each for each in answer.json()["items"] if each["key"] == "centre"]
    assert centre["label"] == source.unit_kinds()["centre"].en


def test_only_for_whoever_sees_the_network(cast):
    assert cast.client("handler").get(KINDS).status_code == 200
    assert cast.client("stranger").get(KINDS).status_code == 403
    assert cast.client().get(KINDS).status_code == 401
