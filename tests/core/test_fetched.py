"""Rows of prepared statements are the models the ORM makes of them."""

import pytest

from wangge.core import statements
from wangge.core.clocks.clock import Clock, started
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.fetched import columns, made, width
from wangge.core.models import FlowEdition
from wangge.events.models import Event
from wangge.events.patrols.models import Patrol

pytestmark = pytest.mark.django_db


def fetched(model, number):
    rows = statements.run(
        f"SELECT {columns(model, 'x')} FROM {model._meta.db_table} AS x WHERE x.id = %s", [number]
    )
    return made(model, rows[0])


def same(model, number):
    mine, theirs = fetched(model, number), model.objects.get(pk=number)
    values = {field.attname: getattr(mine, field.attname) for field in model._meta.concrete_fields}
    assert values == {field.attname: getattr(theirs, field.attname) for field in model._meta.concrete_fields}
    assert len(values) == width(model)
    assert not mine._state.adding
    assert mine._state.db == theirs._state.db
    return mine


def test_it_works():
    row = FlowEdition.objects.create(
        flow="event", number=7, edition={"off": ["return"]}, note="\u7f51", by="me"
    )
    assert same(FlowEdition, row.pk).edition == {"off": ["return"]}


@pytest.mark.parametrize("span", [None, Span(ClockKind.WORKING_HOURS, 2)])
def test_columns_with_a_type_of_their_own(span):
    from django.utils.timezone import now

    clocks = [started("total", None, now()), started("accept", span, now())]
    row = Event.objects.create(
        case_no="1",
        text="\u4e95",
        channel="resident",
        seen_at=now(),
        region_code="211002",
        clocks=clocks,
        joint_units=[3, 4],
    )
    mine = same(Event, row.pk)
    assert all(isinstance(each, Clock) for each in mine.clocks)
    assert (mine.clocks, mine.joint_units) == (clocks, [3, 4])


def test_a_model_is_asked_for_its_columns_once():
    assert columns(Patrol, "x") is columns(Patrol, "x")
