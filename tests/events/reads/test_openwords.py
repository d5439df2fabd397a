"""The keys of open cases: whatever happens to a case, words find it, and what has ended leaves none behind."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import centre_of, first_grid
from tests.personas import COMMUNITY, COUNTY
from wangge.events.lists import keys, openwords, queries
from wangge.events.lists.filters import Filters
from wangge.events.models import Event, OpenWords, OpenWordsKept

pytestmark = pytest.mark.django_db
WORDS = "路灯"


@pytest.fixture
def found(cast, monkeypatch):
    """The numbers of the cases that the words find in an area, by keys alone."""
    monkeypatch.setattr(keys, "LOOKED", 0)

    def find(region: str = "", who: str = "city_op") -> list[str]:
        page = queries.listed(cast.actor(who), Filters(q=WORDS, region=region))
        return [row.case_no for row in page.items]

    return find


def older(case) -> None:
    """As if it had been opened yesterday."""
    Event.objects.filter(case_no=case.case_no).update(opened_at=now() - timedelta(days=1))


def test_filing_writes_none_and_is_found_at_once(walk, found):
    case = walk(text="路灯不亮")
    openwords.keep()
    assert not OpenWords.objects.exists()
    assert found() == [case.case_no]


def test_an_hour_later_it_is_found_by_its_keys(walk, found):
    case = walk(text="路灯不亮")
    older(case)
    assert openwords.keep() == {"keys of open cases": 1, "of ended": 0}
    assert openwords.keep() == {"keys of open cases": 0, "of ended": 0}
    assert found() == found(COUNTY) == found(COMMUNITY) == [case.case_no]
    OpenWords.objects.all().delete()
    assert found() == []  # it was they that found it


def test_until_the_job_has_run_it_is_found_without(walk, found):
    case = walk(text="路灯不亮")
    older(case)
    assert not OpenWordsKept.objects.exists()
    assert found() == [case.case_no]


def test_moved_it_is_found_where_it_is(walk, found):
    case = walk(text="路灯不亮")
    older(case)
    openwords.keep()
    elsewhere = first_grid("211002016002")
    case.accepted()
    case.act("township_op", "correct", **centre_of(elsewhere), reason="路对面")
    assert found(elsewhere) == [case.case_no]
    assert found(COMMUNITY) == []


def test_ended_its_keys_go_and_reopened_they_are_back(walk, found):
    case = walk(text="路灯不亮")
    older(case)
    openwords.keep()
    case.closed()
    assert found() == [case.case_no]
    assert openwords.keep() == {"keys of open cases": 0, "of ended": 1}
    assert found() == [case.case_no]
    case.act("community_op", "reopen", reason="又坏了")
    assert OpenWords.objects.count() == 1
    assert found() == [case.case_no]
