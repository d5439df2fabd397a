import math
import threading

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangge.network import locate

WEST, SOUTH, EAST, NORTH = 122.59, 40.71, 123.70, 41.62
points = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
relaxed = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_it_works(located, outlines):
    for code in ("211002016001003", "211021206201001", "211081001001002"):
        inside = outlines[code].representative_point()
        assert locate.locate(inside.x, inside.y) == code


@relaxed
@given(point=points)
def test_a_point_is_in_exactly_the_grid_that_covers_it(located, outlines, tree, point):
    """Within the city one grid, and on a border the lowest code; outside none."""
    codes, shapes = tree
    here = shapely.Point(point)
    covering = sorted(codes[place] for place in shapes.query(here, predicate="intersects"))
    assert locate.locate(*point) == (covering[0] if covering else None)
    assert bool(covering) is bool(outlines["2110"].intersects(here))
    if len(covering) > 1:
        assert all(outlines[code].boundary.distance(here) < 1e-9 for code in covering)


@pytest.fixture(scope="session")
def tree(outlines):
    codes = [code for code in outlines if len(code) == 15]
    return codes, shapely.STRtree([outlines[code] for code in codes])


@relaxed
@given(many=st.lists(points | st.tuples(st.floats(), st.floats()), max_size=30))
def test_many_at_once_are_as_one_by_one(located, many):
    one_by_one = [locate.locate(*point) for point in many]
    assert locate.locate_many(many) == one_by_one
    assert locate.locate_many(np.array(many).reshape(-1, 2)) == one_by_one


def test_an_array_of_points_is_left_as_it_was(located):
    array = np.array([(math.nan, 41.2), (123.17, 41.26)])
    locate.locate_many(array)
    assert math.isnan(array[0, 0])


def test_a_point_on_a_shared_corner_goes_to_the_lowest_code(located, outlines):
    grids = {code: outlines[code] for code in outlines if code.startswith("211002016001") and len(code) == 15}
    for code, outline in grids.items():
        for corner in shapely.get_coordinates(outline):
            sharing = [other for other, shape in grids.items() if shape.intersects(shapely.Point(corner))]
            found = locate.locate(*corner)
            assert found <= min(sharing)
            assert code in sharing


@pytest.mark.parametrize(
    ("lng", "lat"),
    [
        (0, 0),
        (116.4, 39.9),
        (123.17, 91),
        (math.nan, 41.2),
        (123.1, math.inf),
        (-math.inf, 0),
        (1e308, 1e308),
    ],
)
def test_elsewhere_is_nowhere(located, lng, lat):
    assert locate.locate(lng, lat) is None
    assert locate.locate_many([(lng, lat)]) == [None]


def test_no_points_are_no_grids(located):
    assert locate.locate_many([]) == []


def test_a_point_is_located_without_a_query(located, django_assert_num_queries):
    with django_assert_num_queries(0):
        locate.ensure(located)
        locate.locate(123.17, 41.27)
    with django_assert_num_queries(1):
        locate.ensure()


def test_threads_may_ask_while_outlines_are_exchanged(located, monkeypatch):
    """A reader never sees half an index, and one load serves all who wait for the same version."""
    outline_sets = []
    held = locate._index
    rows = [(code, shapely.to_wkb(shape)) for code, shape in zip(held.codes, held.outlines, strict=True)]

    def run(sql, params):
        outline_sets.append(params[0])
        return rows

    monkeypatch.setattr(locate.statements, "run", run)
    answers = set()

    def ask():
        for number in (10_001, 10_002):
            locate.ensure(number)
            answers.add(locate.locate(123.17, 41.27))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 1
    assert None not in answers
    monkeypatch.undo()
    locate.ensure()
    assert outline_sets
