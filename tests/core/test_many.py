"""Many rows in one statement: every kind of column arrives as the ORM would have written it."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import now

from tests.guard import seen_whole
from wangge.core import many
from wangge.core.actors import Actor, ActorKind
from wangge.core.rows import guarded
from wangge.registry.models import Address, Fact

pytestmark = pytest.mark.django_db
GRID = "211002016001001"


def fact(number, region=GRID, **more):
    return Fact(
        subject="person", subject_id=number, region_code=region, group="identity", plain={"name": '测"试\\'},
        source="import", purpose="door", at=now(), by="tests", **more,
    )  # fmt: skip


def actor():
    return Actor(kind=ActorKind.JOB, label="tests", powers=frozenset({"registry.see"}), region="2110")


def test_it_works(django_assert_num_queries):
    rows = [fact(1, sealed=b"\x00\xff\\", valid_until=date(2026, 5, 1)), fact(2)]
    with guarded(actor()), django_assert_num_queries(1):
        many.insert(rows)
    with seen_whole():
        first, second = Fact.objects.order_by("subject_id")
    assert (bytes(first.sealed), first.plain, first.valid_until) == (
        rows[0].sealed,
        rows[0].plain,
        date(2026, 5, 1),
    )
    assert (second.sealed, second.valid_until, second.ended_at) == (None, None, None)
    assert first.at == rows[0].at
    assert 0 < first.pk < second.pk


def test_keys_are_given_before(django_assert_num_queries):
    parent = Address(region_code=GRID, kind="road", name="试路", text="试路", words=["试路"], sort_key="试路")
    with django_assert_num_queries(4):
        many.number([parent])
        below = [
            Address(
                parent=parent, region_code=GRID, kind="door", name=name, text=name, words=[], sort_key=name
            )
            for name in ("1号", "2号")
        ]
        many.number(below)
        many.insert([parent])
        many.insert(below)
    assert list(parent.children.order_by("id")) == below
    assert Address.objects.get(pk=parent.pk).words == ["试路"]
    # A row the ORM adds afterwards goes on behind them.
    assert Address.objects.create(region_code=GRID, kind="road", name="别路", words=[]).pk > below[1].pk


def test_row_level_security_holds_for_them_too():
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), guarded(actor()):
        many.insert([fact(1), fact(2, region="220100000000")])
    with seen_whole():
        assert not Fact.objects.exists()


def test_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        many.number([])
        many.insert([])
