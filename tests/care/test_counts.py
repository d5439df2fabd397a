"""Whoever supervises sees how many, and nobody."""

import pytest

from tests.personas import COMMUNITY, COUNTY_ELSEWHERE
from wangge.registry.care.queries import FEW

NAMES = "甲乙丙丁戊"
OTHERS = {"kind": "registered", "relation": "other_relative"}


def counted(care, who="township_op", region=""):
    told = care.send(who, "GET", f"/counts?region={region}")
    return {each["register"]["key"]: (each["running"], each["overdue"]) for each in told["items"]}


def test_it_works(care, register):
    """A small number would point at somebody: it is told as few."""
    assert set(counted(care).values()) == {(0, 0)}
    for place, name in enumerate(NAMES, start=1):
        home = register.home("3", f"{place}01")["number"]
        care.open(register.person(home, identity={"name": f"测试{name}"})["number"])
        told = counted(care)["elderly_alone"]
        assert told == ((None, 0) if place < FEW else (FEW, 0))
    assert counted(care, "supervisor", COMMUNITY)["elderly_alone"] == (FEW, 0)
    text = care.cast.client("township_op").get("/api/v1/care/counts").content.decode()
    assert "测试" not in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("worker", 403), ("community_op", 403), ("county_op", 403), ("sysadmin", 403)],
)
def test_who_may(care, active, who, status):
    care.send(who, "GET", "/counts", status=status)


def test_of_ones_own_area_alone(care, active):
    care.send("township_op", "GET", f"/counts?region={COUNTY_ELSEWHERE}", status=404)
    care.send("township_op", "GET", "/counts?region=2110", status=404)


def test_counting_shows_no_entry(care, active):
    care.send("township_op", "GET", "", status=403)
    care.see(active, "township_op", 403)
