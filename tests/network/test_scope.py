import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from wangge.core.actors import Actor, ActorKind, job
from wangge.core.scope import Closed, Open, Scope
from wangge.network.models import Boundary, BoundaryVersion, Grid, PartyOrganisation, Posting, Region, Unit
from wangge.network.scope import covers, declared, within

pytestmark = pytest.mark.django_db


class Matter(models.Model):  # noqa: DJ008
    """A model of this test only, without a table: a filter is looked at as SQL, a row in memory."""

    scope = Scope(
        power="see", region="region_code", unit="unit_id", units="joint", person="reporter_id", people="helpers",
        case="case_no", subject="about", subject_kind="about_kind",
    )  # fmt: skip
    region_code = models.CharField(max_length=15)
    unit_id = models.BigIntegerField()
    joint = ArrayField(models.BigIntegerField())
    reporter_id = models.BigIntegerField()
    helpers = ArrayField(models.BigIntegerField())
    case_no = models.CharField(max_length=20)
    about = models.BigIntegerField()
    about_kind = models.CharField(max_length=10)

    class Meta:
        app_label = "tests"
        managed = False


def who(**given):
    return Actor(**({"kind": ActorKind.PERSON, "label": "someone"} | given))


ROW = {
    "region_code": "211002016001003", "unit_id": 1, "joint": [2, 3], "reporter_id": 4, "helpers": [5, 6],
    "case_no": "WG1", "about": 8, "about_kind": "person",
}  # fmt: skip

VISIBLE = {
    "area with the power": who(powers=frozenset({"see"}), region="211002"),
    "the grid itself": who(powers=frozenset({"see"}), region="211002016001003"),
    "lead unit": who(unit=1),
    "joint unit": who(unit=3),
    "reporter with an account": who(person=4),
    "one of those it names": who(person=6),
    "reporter with a number": who(kind=ActorKind.REPORTER, case_no="WG1"),
    "whom it is about": who(kind=ActorKind.SUBJECT, subject=8),
}
HIDDEN = {
    "nobody in particular": who(),
    "area without the power": who(region="211002"),
    "power without an area": who(powers=frozenset({"see"})),
    "another area": who(powers=frozenset({"see"}), region="211005"),
    "another unit": who(unit=9),
    "another person": who(person=9),
    "somebody else of the register": who(kind=ActorKind.SUBJECT, subject=9),
    "another case": who(kind=ActorKind.REPORTER, case_no="WG2"),
    "a job": job("clock"),
}


@pytest.mark.parametrize("actor", VISIBLE.values(), ids=VISIBLE)
def test_it_works(actor):
    assert covers(actor, Matter(**ROW))
    assert "WHERE" in str(within(Matter.objects.all(), actor).query)


@pytest.mark.parametrize("actor", HIDDEN.values(), ids=HIDDEN)
def test_nobody_else_sees_it(actor):
    assert not covers(actor, Matter(**ROW))


def test_what_is_about_a_home_of_the_same_number_is_not_about_the_person():
    assert not covers(who(kind=ActorKind.SUBJECT, subject=8), Matter(**ROW | {"about_kind": "dwelling"}))


@pytest.mark.parametrize(
    "name", ["nobody in particular", "area without the power", "power without an area", "a job"]
)
def test_who_has_nothing_gets_an_empty_list_without_asking(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(within(Posting.objects.all(), HIDDEN[name])) == []


def test_rows_are_filtered_by_what_the_actor_has(cast):
    everyone = Posting.objects.all()
    secadmin = cast.actor("secadmin")
    assert within(everyone, secadmin).count() == everyone.count()
    worker = cast.actor("worker")
    assert {posting.person_id for posting in within(everyone, worker)} == {worker.person}
    county = who(powers=frozenset({"posting.edit"}), region="211005")
    seen = within(everyone, county)
    assert seen
    assert all(posting.region_code.startswith("211005") for posting in seen)
    assert all(covers(county, posting) for posting in seen)
    assert sum(covers(county, posting) for posting in everyone) == len(seen)


def test_a_prefix_is_looked_up_in_the_index(cast):
    actor = who(powers=frozenset({"posting.edit"}), region="211002")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "posting_region" in within(Posting.objects.all(), actor).explain()


@pytest.mark.parametrize("model", [Region, Grid, Boundary, BoundaryVersion, Unit, PartyOrganisation])
def test_open_models_are_open(model):
    assert isinstance(declared(model), Open)
    assert within(model.objects.all(), who()).count() == model.objects.count()
    assert covers(who(), model())


def test_a_model_that_says_nothing_is_a_programming_error():
    class Silent(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "tests"
            managed = False

    with pytest.raises(TypeError, match="Silent declares no scope"):
        within(Silent.objects.all(), who())
    with pytest.raises(TypeError, match="Silent"):
        covers(who(), Silent())


def test_a_closed_model_is_never_listed():
    class Shut(models.Model):  # noqa: DJ008
        scope = Closed("served elsewhere")

        class Meta:
            app_label = "tests"
            managed = False

    with pytest.raises(TypeError, match="Shut is closed to actors: served elsewhere"):
        within(Shut.objects.all(), who())
