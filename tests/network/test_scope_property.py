"""What the filter finds and what the rule says of a row in memory is the same, whoever asks for whatever."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangge.core.actors import Actor, ActorKind
from wangge.core.scope import Scope
from wangge.network.scope import covers, matches, within

CODES = st.sampled_from(["2110", "211002", "211002016", "211002016001", "211002016001003", "211005001"])
NUMBERS = st.integers(1, 3)
DESKS = st.sampled_from(["unit:1", "unit:2", "centre:2110", "grid:211002016001003"])


class Thing(models.Model):  # noqa: DJ008
    """Every way in which a row can belong to somebody."""

    scope = Scope(
        power="see",
        region="region_code",
        unit="unit_id",
        units="joint",
        unit_power="see_unit",
        desk="desk",
        person="person_id",
        case="case_no",
    )

    region_code = models.CharField(max_length=15, db_collation="C")
    unit_id = models.BigIntegerField(null=True)
    joint = ArrayField(models.BigIntegerField())
    desk = models.CharField(max_length=40, db_collation="C")
    person_id = models.BigIntegerField(null=True)
    case_no = models.CharField(max_length=24, db_collation="C")

    class Meta:
        app_label = "tests"
        managed = False
        db_table = "tests_thing"


ROWS = st.fixed_dictionaries(
    {
        "region_code": CODES,
        "unit_id": st.none() | NUMBERS,
        "joint": st.lists(NUMBERS, max_size=2),
        "desk": st.just("") | DESKS,
        "person_id": st.none() | NUMBERS,
        "case_no": st.sampled_from(["1", "2"]),
    }
)
ACTORS = st.builds(
    Actor,
    kind=st.sampled_from(ActorKind),
    label=st.just("someone"),
    powers=st.frozensets(st.sampled_from(["see", "see_unit", "other"])),
    region=st.just("") | CODES,
    unit=st.none() | NUMBERS,
    desks=st.frozensets(DESKS, max_size=2),
    person=st.none() | NUMBERS,
    case_no=st.sampled_from(["", "1"]),
)


@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE tests_thing (id bigserial PRIMARY KEY, region_code text, unit_id bigint,"
            " joint bigint[], desk text, person_id bigint, case_no text)"
        )
        yield
        cursor.execute("DROP TABLE tests_thing")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=ACTORS, rows=st.lists(ROWS, min_size=1, max_size=12))
def test_the_filter_and_the_rule_agree(table, db, actor, rows):
    Thing.objects.all().delete()
    things = Thing.objects.bulk_create(Thing(**row) for row in rows)
    found = set(within(Thing.objects.all(), actor).values_list("pk", flat=True))
    assert found == {thing.pk for thing in things if covers(actor, thing)}
    assert found == {
        thing.pk
        for thing, row in zip(things, rows, strict=True)
        if matches(Thing.scope, actor, row.__getitem__)
    }


def test_a_scope_names_its_columns():
    assert Thing.scope.columns == ("region_code", "unit_id", "joint", "desk", "person_id", "case_no")
    assert Scope(person="worker_id").columns == ("worker_id",)
