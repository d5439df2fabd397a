"""Outlines may change in any way that keeps the coverage: no gap, no overlap, no grid across two communities."""

import pytest
import shapely
from shapely import affinity

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.audit import entries
from wangge.core.problems import Problem
from wangge.network import actions, locate, queries
from wangge.network.geometry import PRECISION
from wangge.network.models import Boundary, BoundaryVersion
from wangge.network.problems import BROKEN_COVERAGE

pytestmark = pytest.mark.django_db
COMMUNITY = "211002016001"


def admin(region="2110"):
    return Actor(ActorKind.PERSON, "administrator", frozenset({"network.edit"}), region=region, person=None)


@pytest.fixture
def pair(outlines):
    """Two neighbours in one community that share a line which ends on the community's own outline."""
    grids = {
        code: shape for code, shape in outlines.items() if code.startswith(COMMUNITY) and len(code) == 15
    }
    edge = outlines[COMMUNITY].boundary
    for one in grids:
        for other in grids:
            shared = grids[one].intersection(grids[other])
            if one < other and shared.length > 0 and shared.intersects(edge):
                return one, other
    raise AssertionError("no such neighbours")


def redrawn(outlines, one, other):
    """The ground of two neighbours shared out anew, by a straight line at another angle."""
    ground = shapely.union(outlines[one], outlines[other])
    west, south, east, north = ground.bounds
    half = shapely.box(west - 1, south - 1, (west + east) / 2, north + 1)
    for angle in range(5, 175, 10):
        knife = affinity.rotate(half, angle, origin=(ground.centroid.x, ground.centroid.y))
        parts = ground.intersection(knife), ground.difference(knife)
        if all(part.geom_type == "Polygon" for part in parts):
            return {code: shapely.to_wkb(part) for code, part in zip((one, other), parts, strict=True)}
    raise AssertionError("no line cuts this in two")


def edit(changes, **given):
    given = {"actor": admin(), "expected_version": locate.current_number()} | given
    return actions.edit_boundaries(changes, **given)


def current():
    rows = Boundary.objects.filter(to_version=None).values_list("code", "wkb")
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}


def alike(one, other):
    """The same ground, but for the rounding of corners along their lines."""
    return one.symmetric_difference(other).area <= PRECISION * other.length


def written():
    return (
        BoundaryVersion.objects.count(),
        Boundary.objects.count(),
        entries(action="boundary.edited").count(),
    )


def refused(changes, **given):
    before = written()
    with pytest.raises(Problem) as problem:
        edit(changes, **given)
    assert written() == before
    return problem.value


def test_it_works(outlines, pair):
    changes = redrawn(outlines, *pair)
    number = edit(changes, note="a new street", origin="survey 2026")
    assert number == locate.current_number()
    after = current()
    for digits in (6, 9, 12, 15):
        assert shapely.coverage_is_valid([shape for code, shape in after.items() if len(code) == digits])
    assert after.keys() == outlines.keys()
    for code, wkb in changes.items():
        assert alike(after[code], shapely.from_wkb(wkb))
        row = Boundary.objects.get(code=code, to_version=None)
        assert (row.from_version_id, row.generated, row.source) == (number, False, "survey 2026")
    (entry,) = entries(action="boundary.edited")
    assert entry.data["grids"] == sorted(changes)


def test_only_what_changed_gets_a_row_and_history_stays(outlines, pair):
    first = locate.current_number()
    number = edit(redrawn(outlines, *pair), origin="survey")
    new = Boundary.objects.filter(from_version=number)
    assert new.count() < 25
    assert set(Boundary.objects.filter(to_version=number).values_list("code", flat=True)) == {
        row.code for row in new
    }
    for row in Boundary.objects.filter(from_version=first, code__in=[each.code for each in new]):
        assert shapely.from_wkb(bytes(row.wkb)).equals_exact(outlines[row.code], 0.0)
    # Neighbours only got the corner written in: they cover the same ground and are as generated as before.
    for row in new.exclude(code__in=pair):
        assert alike(shapely.from_wkb(bytes(row.wkb)), outlines[row.code])
        assert row.generated is (len(row.code) > 6)
        assert row.source != "survey"


def test_points_are_located_in_the_new_outlines_and_still_in_the_old(outlines, pair):
    first = locate.ensure()
    changes = redrawn(outlines, *pair)
    one, other = pair
    moved = shapely.from_wkb(changes[one]).intersection(outlines[other]).representative_point()
    assert locate.locate(moved.x, moved.y) == other
    number = edit(changes)
    assert locate.ensure() == number
    assert locate.locate(moved.x, moved.y) == one
    locate.ensure(first)
    assert locate.locate(moved.x, moved.y) == other
    assert queries.boundary(one).version == number


def test_the_same_outlines_again_are_a_version_without_rows(outlines, pair):
    number = edit({pair[0]: shapely.to_wkb(outlines[pair[0]])})
    assert not Boundary.objects.filter(from_version=number).exists()


def test_two_edits_follow_each_other(outlines, pair):
    edit(redrawn(outlines, *pair))
    edit({code: shapely.to_wkb(outlines[code]) for code in pair})
    after = current()
    assert shapely.coverage_is_valid([shape for code, shape in after.items() if len(code) == 15])
    assert all(alike(after[code], outlines[code]) for code in pair)
    assert Boundary.objects.filter(code=pair[0]).count() == 3


# What does not fit


def faults(problem):
    assert problem.kind is BROKEN_COVERAGE
    told = problem.extra["faults"]
    assert all(each["label"] and each["area"] > 0 and each["geometry"]["coordinates"] for each in told)
    assert problem.fields.keys() == {each["codes"][0] for each in told}
    return {(each["codes"][0], each["kind"], *each["codes"][1:]) for each in told}


def test_a_grown_grid_overlaps_its_neighbours(outlines, pair):
    one, other = pair
    grown = shapely.union(outlines[one], outlines[other].intersection(outlines[one].buffer(1e-4)))
    problem = refused({one: shapely.to_wkb(grown)})
    assert faults(problem) == {(one, "overlap", other)}
    assert list(problem.fields) == [one]


def test_a_shrunk_grid_leaves_a_gap(outlines, pair):
    problem = refused({pair[0]: shapely.to_wkb(outlines[pair[0]].buffer(-1e-4))})
    assert faults(problem) == {(pair[0], "gap", COMMUNITY)}


def test_a_hole_is_a_gap(outlines, pair):
    middle = outlines[pair[0]].representative_point().buffer(2e-5)
    assert faults(refused({pair[0]: shapely.to_wkb(outlines[pair[0]].difference(middle))})) == {
        (pair[0], "gap", COMMUNITY)
    }


def test_no_grid_reaches_into_another_community(outlines):
    """Even if the grid there gives way, so that nothing overlaps and nothing is left open."""
    mine = [code for code in outlines if code.startswith(COMMUNITY) and len(code) == 15]
    theirs = [code for code in outlines if len(code) == 15 and not code.startswith(COMMUNITY)]
    one, other = next(
        (one, other)
        for one in mine
        for other in theirs
        if outlines[one].intersection(outlines[other]).length > 1e-4
    )
    taken = outlines[other].intersection(outlines[one].buffer(5e-5))
    problem = refused(
        {
            one: shapely.to_wkb(outlines[one].union(taken)),
            other: shapely.to_wkb(outlines[other].difference(taken)),
        }
    )
    assert faults(problem) == {(one, "split", other[:12]), (other, "gap", other[:12])}


def test_swapped_grids_are_fine_but_the_same_ground_twice_is_not(outlines, pair):
    one, other = pair
    assert edit({one: shapely.to_wkb(outlines[other]), other: shapely.to_wkb(outlines[one])})
    problem = refused({one: shapely.to_wkb(outlines[one])})
    assert (one, "overlap", other) in faults(problem)


# Who and when


def test_a_stale_version_is_refused(outlines, pair):
    first = locate.current_number()
    changes = redrawn(outlines, *pair)
    number = edit(changes)
    with pytest.raises(Problem) as stale:
        edit(changes, expected_version=first)
    assert stale.value.kind is problems.STALE
    assert stale.value.extra["version"] == number


@pytest.mark.parametrize("who", ["city_op", "secadmin", "auditadmin", "worker", "hotline"])
def test_only_the_system_administrator_may(cast, outlines, pair, who):
    assert refused(redrawn(outlines, *pair), actor=cast.actor(who)).kind is problems.FORBIDDEN
    assert edit(redrawn(outlines, *pair), actor=cast.actor("sysadmin"))


def test_another_area_is_out_of_reach(outlines, pair):
    problem = refused(redrawn(outlines, *pair), actor=admin("211005"))
    assert set(problem.fields) == set(pair)


BOW = shapely.Polygon([(123.1, 41.2), (123.2, 41.3), (123.2, 41.2), (123.1, 41.3)])


@pytest.mark.parametrize(
    "wkb",
    [
        b"",
        b"not an outline",
        "text",
        None,
        shapely.to_wkb(shapely.Point(123.1, 41.2)),
        shapely.to_wkb(shapely.Polygon()),
        shapely.to_wkb(BOW),
        shapely.to_wkb(shapely.box(123.1, 41.2, 123.1 + 1e-9, 41.2 + 1e-9)),
        shapely.to_wkb(shapely.Polygon([(0, 0, 1), (1, 0, 1), (1, 1, 1)])),
        shapely.to_wkb(shapely.Point(123.1, 41.2).buffer(0.1, quad_segs=2000)),
        shapely.to_wkb(shapely.Polygon([(float("inf"), 0), (1, 0), (1, 1)])),
    ],
)
def test_what_is_no_outline_is_refused(pair, wkb):
    assert list(refused({pair[0]: wkb}).fields) == [pair[0]]


@pytest.mark.parametrize("code", ["211002016001999", "211002", "", "x"])
def test_what_is_no_grid_is_refused(outlines, pair, code):
    assert list(refused({code: shapely.to_wkb(outlines[pair[0]])}).fields) == [code]


def test_nothing_and_too_much_are_refused():
    assert list(refused({}).fields) == ["changes"]
    assert list(refused({f"{n:015d}": b"" for n in range(201)}).fields) == ["changes"]


def test_a_city_is_generated_once():
    assert set(actions.generate_boundaries(job("again")).values()) == {0}
    assert BoundaryVersion.objects.count() == 1
