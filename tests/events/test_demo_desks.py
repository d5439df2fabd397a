"""The demonstration's people have something on their desks, in different states, and loading again adds nothing."""

import pytest

from tests.personas import cast
from wangge.accounts import actors
from wangge.accounts import loading as accounts
from wangge.accounts.models import Person
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow import editions
from wangge.events import loading
from wangge.events.field.today import today
from wangge.events.lists.todo import todo
from wangge.events.models import Attachment, Event, Patrol

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
BUSY = ("grid1", "grid2", "community1", "community2", "township1", "county1", "city1", "callback1", "handler1",
        "handler2", "head1", "joint1", "joint2", "leader1")  # fmt: skip


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    calendar_at.cache_clear()
    editions.flow_at.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.VAR = tmp_path
    monkeypatch.setattr(loading, "_reports", list)  # the year of events is another matter
    accounts.load_demo()
    loading.load_demo()


def test_everybody_has_something_to_do(city):
    states, due = set(), set()
    for name in BUSY:
        person = Person.objects.get(username=name)
        rows = todo(actors.from_person(person.pk)[1], limit=100).items
        assert 3 <= len(rows) <= 14, (name, [(row.state.key, row.title) for row in rows])
        assert len({row.state.key for row in rows}) >= 2, name
        states |= {row.state.key for row in rows}
        due |= {row.due.key for row in rows if row.due}
    assert due == {"overdue", "soon", "later"}
    assert len(states) >= 10
    day = today(actors.from_person(Person.objects.get(username="grid1").pk)[1])
    assert (len(day.patrols), len(day.visits)) == (1, 1)
    assert Attachment.objects.count() == 5


def test_loading_again_adds_nothing(city):
    before = (Event.objects.count(), Patrol.objects.count(), Attachment.objects.count())
    loading.load_demo()
    assert (Event.objects.count(), Patrol.objects.count(), Attachment.objects.count()) == before
