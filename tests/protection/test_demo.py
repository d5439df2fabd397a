"""The desk of the demonstration."""

import pytest

from tests.protection.conftest import posted
from wangge.accounts.demo import source as people
from wangge.protection import demo

pytestmark = pytest.mark.django_db


def test_it_works(desk):
    """Loaded as people do it: what is approved is approved by another, what is missing is still missing."""
    for name in ("protection1", "protection2"):
        desk.people[name] = posted(name, "protection_officer")
    missing = desk.get("/activities")["missing"]
    assert demo.load_demo() == {"assessments": 4, "breaches": 1}
    states = {each["state"]["key"] for each in desk.get("/assessments")["items"]}
    assert states == {"approved", "review", "draft"}
    assert 0 < desk.get("/activities")["missing"] < missing
    (breach,) = desk.get("/breaches?which=ended")["items"]
    assert desk.get(f"/breaches/{breach['case_no']}")["people"]["key"] == "spared"
    assert desk.get("/activities/list.floating")["history"][0]["recipient"]
    assert demo.load_demo() == {}


def test_who_it_names_can_log_in():
    known = {each.username for each in people().people if each.role == "protection_officer"}
    desk = demo.source()
    named = {each.by for each in (*desk.notes, *desk.assessments, *desk.breaches)}
    assert named | {each.second for each in desk.assessments if each.second} == known
