"""An entry is for those who work on it, alone: by HTTP, and by a query that forgets its filter."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.care.conftest import ROOT
from tests.guard import seen_whole
from tests.personas import EVERYONE, PASSWORD, SINCE
from wangge.accounts.models import Person as Account
from wangge.core.actors import job
from wangge.core.rows import guarded
from wangge.network import actions as network
from wangge.registry.care.models import CareEntry, CareReading, CareStep, CareWords

TABLES = (CareEntry, CareStep, CareWords, CareReading)
FORBIDDEN = {
    "township_op", "county_op", "city_op", "call_back_clerk", "handler", "head", "joint_handler",
    "handler_elsewhere", "supervisor", "sysadmin", "secadmin", "auditadmin", "officer", "stranger",
}  # fmt: skip


def count(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
        return cursor.fetchone()[0]


@pytest.fixture
def colleague(care, cast):
    """Another worker of the very same grid, with the same powers."""
    person = Account.objects.create(username="colleague", name="colleague", password=PASSWORD)
    network.post_person(
        person.pk, "grid_worker", from_day=SINCE, actor=job("tests"), grid=cast.actor("worker").grid
    )
    from wangge.accounts import actors

    cast.people["colleague"] = person
    cast.actors["colleague"] = actors.from_person(person.pk)[1]
    yield "colleague"
    del cast.people["colleague"], cast.actors["colleague"]


def test_it_works(care, active, colleague):
    """Neither whoever shares the grid, nor the operator of its community."""
    assert care.see(active)["state"]["key"] == "active"
    assert [each["case_no"] for each in care.send("worker", "GET")["items"]] == [active]
    for who in (colleague, "community_op", "worker_elsewhere"):
        care.see(active, who, 404)
        care.act(active, "help", who, 404, kind="visit", told="不该看到")
        care.send(who, "GET", f"/{active}/readings", status=404)
        assert care.send(who, "GET")["items"] == []


@pytest.mark.parametrize("who", EVERYONE)
def test_everybody_else(cast, active, who):
    """A worker and the platform's others: who has not the power is told so, whatever the entry."""
    status = cast.client(who).get(f"{ROOT}/{active}").status_code
    expected = 200 if who == "worker" else 403 if who in FORBIDDEN else 404
    assert status == (401 if who in ("anonymous", "hotline") else expected)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_query_without_a_filter_shows_nothing(cast, care, active, colleague, model):
    care.see(active)
    with seen_whole():
        whole = count(model)
    assert whole
    assert count(model) == 0
    with guarded(cast.actor("worker")):
        assert count(model) == whole
    for who in (
        colleague,
        "community_op",
        "township_op",
        "city_op",
        "supervisor",
        "sysadmin",
        "secadmin",
        "auditadmin",
    ):
        with guarded(cast.actor(who)):
            assert count(model) == 0, who


def test_nobody_puts_themselves_in(cast, active):
    with guarded(cast.actor("community_op")):
        me = cast["community_op"].pk
        assert CareEntry.objects.filter(case_no=active).update(workers=[me]) == 0
    with guarded(cast.actor("worker")):
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with refused, transaction.atomic():
            CareEntry.objects.filter(case_no=active).update(workers=[cast["community_op"].pk])


def test_a_colleague_who_takes_part_sees_it_until_they_leave(care, cast, active):
    other = cast["community_op"].pk
    care.act(active, "add", who=other, reason="一起上门")
    seen = care.see(active, "community_op")
    assert (seen["responsible"], seen["helpers"]) == ("worker", ["community_op"])
    offered = {each["key"] for each in seen["actions"]}
    assert {"help", "leave"} <= offered
    assert not offered & {"end", "hand_over", "review", "extend"}
    care.act(active, "end", "community_op", 403, reason="不归我管")
    care.act(active, "help", "community_op", kind="visit", told="一起上门看望")
    care.act(active, "leave", "community_op")
    care.see(active, "community_op", 404)


def test_a_colleague_is_taken_out(care, cast, active):
    other = cast["community_op"].pk
    care.act(active, "add", who=other, reason="一起上门")
    care.act(active, "remove", who=other)
    care.see(active, "community_op", 404)
    assert care.act(active, "remove", status=409, who=other)["code"] == "care.alone"


def test_handed_over_it_is_the_others(care, cast, active):
    other = cast["community_op"].pk
    care.act(active, "hand_over", to=other, reason="调离网格")
    care.see(active, "worker", 404)
    seen = care.see(active, "community_op")
    assert (seen["responsible"], seen["helpers"]) == ("community_op", [])
    lines = {each["label"]: each["value"] for each in seen["steps"][-1]["lines"]}
    assert lines == {"新的责任人": "community_op", "理由": "调离网格"} or "community_op" in lines.values()


@pytest.mark.parametrize("action", ["hand_over", "add"])
def test_it_goes_to_nobody_who_may_not_care(care, cast, active, action):
    name = "to" if action == "hand_over" else "who"
    for who in ("worker_elsewhere", "handler", "sysadmin", "worker"):
        told = care.act(active, action, status=422, **{name: cast[who].pk, "reason": "试一试"})
        assert [each["field"] for each in told["errors"]] in ([name], [f"data.{name}"]), who


def test_the_form_lists_who_may_be_chosen(care, cast, active):
    actions = {each["key"]: each for each in care.see(active)["actions"]}
    options = actions["hand_over"]["form"]["properties"]["to"]["oneOf"]
    assert cast["community_op"].pk in [each["const"] for each in options]
    assert all(" · " in each["title"] for each in options)
    assert actions["remove"]["blocked"]["key"] == "care.alone"
