"""Many openings at once: one statement, all or none of it, and repetitions told from new ones."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from tests.core.flow.small import MORNING, Centre, asker
from wangge.core import problems
from wangge.core.flow import chain, writing
from wangge.core.flow.store import Result, keep, opening, perform
from wangge.core.problems import Problem

WORLD = Centre()
pytestmark = pytest.mark.usefixtures("lost")


@pytest.fixture
def Case(lost):
    return lost[0]


@pytest.fixture
def asked(Case):
    def make(number, source_key=None, digest="same", **values):
        case = Case(case_no=number, region_code="2110", source_key=source_key, source_digest=digest, **values)
        return opening("lost", case, "ask", asker, {"what": f"Hat {number}"}, WORLD, now=MORNING)

    return make


def numbers(Case):
    return list(Case.objects.order_by("id").values_list("case_no", flat=True))


def test_it_works(Case, asked):
    with CaptureQueriesContext(connection) as seen:
        results = keep([asked(f"LP{number}", waits=number % 2) for number in range(5)])
    assert len(seen) == 1
    assert [each.case.case_no for each in results] == numbers(Case) == [f"LP{n}" for n in range(5)]
    for result in results:
        stored = Case.objects.get(pk=result.case.pk)
        assert (stored.case_no, stored.waits) == (result.case.case_no, result.case.waits)
        records = [step.record(stored.case_no) for step in stored.steps.all()]
        assert chain.verify(stored.case_no, 1, stored.head, records) is None
        assert records[0].data["what"] == f"Hat {stored.case_no}"


def test_what_is_known_is_repeated_and_the_rest_opened(Case, asked):
    keep([asked("LP1", "a"), asked("LP2", "b")])
    results = keep([asked("LP3", "c"), asked("LP4", "a"), asked("LP5"), asked("LP6", "b", digest="other")])
    assert [isinstance(each, Problem) for each in results] == [False, False, False, True]
    assert [each.replayed for each in results[:3]] == [False, True, False]
    assert results[1].case.case_no == "LP1"
    assert (results[3].kind, results[3].extra) == (problems.KEY_REUSED, {"case_no": "LP2"})
    assert numbers(Case) == ["LP1", "LP2", "LP3", "LP5"]


def test_two_under_one_key_are_one_and_its_repetition(Case, asked):
    first, second, third = keep([asked("LP1", "a"), asked("LP2", "a"), asked("LP3", "a", digest="other")])
    assert isinstance(first, Result)
    assert (second.case.case_no, second.replayed) == ("LP1", True)
    assert third.kind is problems.KEY_REUSED
    assert numbers(Case) == ["LP1"]


def test_repetitions_spoil_nothing_of_the_transaction_around(Case, asked):
    keep([asked("LP1", "a")])
    with transaction.atomic():
        keep([asked("LP2")])
        again, new = keep([asked("LP3", "a"), asked("LP4", "d")])
    assert (again.replayed, new.replayed) == (True, False)
    assert numbers(Case) == ["LP1", "LP2", "LP4"]


def test_a_number_that_is_taken_keeps_none(Case, asked):
    keep([asked("LP1")])
    with pytest.raises(IntegrityError):
        keep([asked("LP2", "e"), asked("LP1", "f")])
    assert numbers(Case) == ["LP1"]


def test_only_what_changed_is_written(Case, asked):
    """Else whoever corrects a column beside the flow (a calendar that was settled) would be undone."""
    keep([asked("LP1")])
    read = Case.objects.all()
    with CaptureQueriesContext(connection) as seen:
        perform("lost", read, "LP1", "give_up", asker, {}, 1, WORLD, now=MORNING)
    (update,) = [each["sql"] for each in seen if "UPDATE" in each["sql"] and "SET" in each["sql"]]
    changed = update.partition("SET")[2].partition("FROM")[0]
    assert '"state"' in changed
    assert '"region_code"' not in changed
    assert '"worth"' not in changed


def test_bytes_are_refused_when_the_table_is_read():
    class Sealed(models.Model):  # noqa: DJ008  never shown
        sealed = models.BinaryField()

        class Meta:
            app_label = "loop"

    with pytest.raises(TypeError, match="sealed"):
        writing._columns(Sealed)
