"""The tree of regions, with the open cases that each may see."""

import pytest

from tests.events.intake.cases import first_grid
from tests.personas import CITY, COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, COUNTY_ELSEWHERE, TOWNSHIP

pytestmark = pytest.mark.django_db
TREE = "/api/v1/regions/tree"


def opened(cast, who, under=""):
    answer = cast.client(who).get(TREE, {"under": under} if under else {})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    return {each["code"]: each["open"] for each in told["items"] if each["open"]}, told


def test_it_works(cast, walk):
    for _ in range(2):
        walk()
    walk().closed()
    walk(region=COMMUNITY_ELSEWHERE)
    counts, told = opened(cast, "city_op")
    assert counts == {COUNTY: 2, COUNTY_ELSEWHERE: 1}
    assert (told["under"]["code"], told["under"]["open"], told["above"]) == (CITY, 3, [])
    assert len(told["items"]) == 7
    for under, below in ((COUNTY, TOWNSHIP), (TOWNSHIP, COMMUNITY), (COMMUNITY, first_grid(COMMUNITY))):
        counts, told = opened(cast, "city_op", under)
        assert counts == {below: 2}
        assert told["above"][0]["code"] == CITY
        assert all(each["name"] and each["level_name"] for each in told["items"])
    assert not any(each["more"] for each in told["items"])


def test_each_begins_at_home_and_counts_their_own(cast, walk):
    walk()
    walk().dispatched()
    walk(region=COMMUNITY_ELSEWHERE)
    for who, home, total in (
        ("county_op", COUNTY, 2), ("township_op", TOWNSHIP, 2), ("community_op", COMMUNITY, 2),
        ("worker", COMMUNITY, 2), ("handler", COUNTY, 1), ("sysadmin", CITY, 0),
    ):  # fmt: skip
        _, told = opened(cast, who)
        assert (told["under"]["code"], told["under"]["open"]) == (home, total), who
    # The tree itself is public; what lies in it is one's own.
    assert opened(cast, "township_op", COUNTY_ELSEWHERE)[0] == {}


def test_who_may_not_and_what_is_none(cast):
    assert cast.client("stranger").get(TREE).status_code == 403
    assert cast.client().get(TREE).status_code == 401
    face = cast.client("city_op")
    assert face.get(TREE, {"under": "2199"}).status_code == 404
    answer = face.get(TREE, {"under": "x"})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["under"])


def test_few_queries(cast, walk, django_assert_max_num_queries):
    face = cast.client("city_op")
    face.get(TREE)
    for _ in range(3):
        walk()
        with django_assert_max_num_queries(3 + 3):
            face.get(TREE)
