"""A year of the calendar, as an administrator turns its pages."""

import pytest

pytestmark = pytest.mark.django_db
YEAR = "/api/v1/calendar/years/2026"


def year(cast, who="sysadmin", path=YEAR):
    answer = cast.client(who).get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_it_works(cast):
    told = year(cast)
    days = {each["day"]: each for each in told["days"]}
    assert len(days) == 365
    assert told["working"] == sum(each["working"] for each in told["days"])
    assert not days["2026-10-01"]["working"]  # National Day
    assert days["2026-02-28"]["working"]  # a Saturday that makes up for the Spring Festival
    assert days["2026-11-23"] == {"day": "2026-11-23", "working": True, "settled": False, "sure": True}


def test_what_an_administrator_settled_stands_in_it(cast):
    asked = {"day": "2026-11-23", "working": False, "reason": "市政府放假通知"}
    before = year(cast)["working"]
    assert cast.client("sysadmin").send("POST", "/api/v1/calendar/days", asked).status_code == 201
    after = year(cast)
    assert after["working"] == before - 1
    (day,) = [each for each in after["days"] if each["day"] == "2026-11-23"]
    assert day == {"day": "2026-11-23", "working": False, "settled": True, "sure": True}


def test_a_year_whose_arrangement_is_not_published_says_so(cast):
    told = year(cast, path="/api/v1/calendar/years/2098")
    assert not any(each["sure"] for each in told["days"])
    assert len(told["days"]) == 365


def test_everybody_with_an_account_may_read_it(cast, django_assert_num_queries):
    assert year(cast, "handler")["year"] == 2026
    client = cast.client("worker")
    client.get(YEAR)
    with django_assert_num_queries(2):
        client.get(YEAR)
    assert cast.client().get(YEAR).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/calendar/years/1999", "/api/v1/calendar/years/2100"])
def test_a_year_that_makes_no_sense_is_named(cast, path):
    answer = cast.client("sysadmin").get(path)
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == ["year"]
