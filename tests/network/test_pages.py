"""Pages by where the last one ended, over the regions, whose columns repeat (levels) and do not (codes)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.http.pages import MOST, page
from wangge.core.problems import Problem
from wangge.network.models import BoundaryVersion, Grid, Region, Unit

pytestmark = pytest.mark.django_db


def walk(queryset, **options):
    """All rows, page by page."""
    rows, cursor = [], None
    while True:
        got = page(queryset, cursor=cursor, **options)
        rows += got.items
        if got.next is None:
            return rows
        assert got.items
        cursor = got.next


def test_it_works(django_assert_num_queries):
    with django_assert_num_queries(1):
        first = page(Region.objects.all(), order=("code",), limit=10)
    assert len(first.items) == 10
    assert first.next
    with django_assert_num_queries(1) as seen:
        second = page(Region.objects.all(), order=("code",), limit=10, cursor=first.next)
    assert second.items[0].code > first.items[-1].code
    assert "OFFSET" not in seen.captured_queries[0]["sql"]


@pytest.mark.parametrize(
    "order", [("code",), ("-code",), ("level", "-code"), ("-level", "code"), ("-level", "-code")]
)
@pytest.mark.parametrize("limit", [1, 7, 57, MOST])
def test_every_row_comes_once_and_in_order(order, limit):
    wanted = Region.objects.filter(code__startswith="211002016")
    assert walk(wanted, order=order, limit=limit) == list(wanted.order_by(*order))


def test_a_last_full_page_has_no_next():
    few = Region.objects.filter(level="county")
    assert page(few, order=("code",), limit=7).next is None


def test_times_and_related_columns_and_dictionaries_work():
    for number in range(5):
        BoundaryVersion.objects.create(by=f"person {number}", source="x", generated=False)
    versions = BoundaryVersion.objects.all()
    assert walk(versions, order=("-at", "-number"), limit=2) == list(versions.order_by("-at", "-number"))
    grids = Grid.objects.filter(community="211002016001").values("code", "community__sort_key")
    rows = walk(grids, order=("community__sort_key", "-code"), limit=4)
    assert [row["code"][-3:] for row in rows] == ["006", "005", "004", "003", "002", "001"]


@pytest.mark.parametrize("limit", [0, -1, MOST + 1])
def test_a_limit_out_of_range_is_refused(limit):
    with pytest.raises(Problem) as refused:
        page(Region.objects.all(), order=("code",), limit=limit)
    assert list(refused.value.fields) == ["limit"]


@given(st.text(min_size=1, max_size=80))
def test_a_made_up_cursor_is_refused(cursor):
    with pytest.raises(Problem) as refused:
        page(Region.objects.all(), order=("code",), cursor=cursor)
    assert list(refused.value.fields) == ["cursor"]


def test_a_cursor_of_another_list_or_order_is_refused():
    cursor = page(Region.objects.all(), order=("code",), limit=1).next
    for queryset, order in ((Grid.objects.all(), ("code",)), (Region.objects.all(), ("-code",))):
        with pytest.raises(Problem) as refused:
            page(queryset, order=order, cursor=cursor)
        assert list(refused.value.fields) == ["cursor"]


def test_an_altered_cursor_is_refused():
    cursor = page(Region.objects.all(), order=("code",), limit=1).next
    for altered in (cursor[:-1], "A" + cursor, cursor.swapcase()):
        with pytest.raises(Problem):
            page(Region.objects.all(), order=("code",), cursor=altered)


def test_an_order_by_what_may_be_missing_is_a_programming_error():
    with pytest.raises(ValueError, match="parent"):
        page(Unit.objects.all(), order=("parent", "id"))
