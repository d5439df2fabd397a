"""Proving the chains of whole tables: every case once, the one at fault by name, and no false alarm."""

from contextlib import contextmanager

import pytest
from django.db import connection, connections

from tests.core.flow.small import MORNING, Centre, after, asker, clerk
from wangge.core.flow import audit
from wangge.core.flow.audit import case_models, faults
from wangge.core.flow.chain import Fault
from wangge.core.flow.store import open_case, perform

WORLD = Centre()


@pytest.fixture
def Case(lost):
    return lost[0]


@pytest.fixture
def three(Case):
    """LP1, LP2 and LP3, each asked for and searched."""
    for number in ("LP1", "LP2", "LP3"):
        case = Case(case_no=number, region_code="211002001001")
        open_case("lost", case, "ask", asker, {"what": "Umbrella"}, WORLD, now=MORNING)
        act(Case, number, "search")


def act(Case, number, action):
    perform("lost", Case.objects.all(), number, action, clerk, {}, None, WORLD, now=after(1))


def as_owner(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


def test_it_works(Case, three):
    assert list(faults(Case)) == [None, None, None]
    lp2 = Case.objects.get(case_no="LP2").pk
    as_owner(f"UPDATE loop_loststep SET data = '{{}}' WHERE seq = 1 AND case_id = {lp2}")
    assert list(faults(Case)) == [None, Fault("LP2", 1, "altered"), None]


def test_every_kind_of_case_is_walked(Case):
    assert Case in case_models()
    assert [model._meta.label for model in case_models()] == sorted(
        model._meta.label for model in case_models()
    )


def test_one_case_alone(Case, three):
    assert list(faults(Case, "LP2")) == [None]
    assert list(faults(Case, "LP9")) == []


def test_an_empty_table(Case):
    assert list(faults(Case)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_page_is_walked(Case, three, size, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", size)
    as_owner("UPDATE loop_lostcase SET head = repeat('0', 64) WHERE case_no = 'LP3'")
    assert list(faults(Case)) == [None, None, Fault("LP3", 0, "head")]


def test_a_page_is_two_statements(Case, three, django_assert_num_queries):
    with django_assert_num_queries(3):  # the page, its steps, and no further page
        list(faults(Case))


def test_a_case_whose_steps_are_all_gone(Case, three):
    """Even when the thief set version and head back to those of a case that was never opened."""
    as_owner("DELETE FROM loop_loststep WHERE case_id = (SELECT id FROM loop_lostcase WHERE case_no = 'LP1')")
    assert next(faults(Case)) == Fault("LP1", 1, "missing")
    as_owner("UPDATE loop_lostcase SET version = 0, head = '' WHERE case_no = 'LP1'")
    assert next(faults(Case)) == Fault("LP1", 1, "missing")


@contextmanager
def just_before_reading_steps(work):
    """Do something in another connection after the page of cases was read and before their steps are."""
    done = []

    def wrapper(execute, sql, params, many, context):
        if not done and sql.startswith("SELECT") and 'FROM "loop_loststep"' in sql:
            done.append(True)
            work()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
    assert done


def test_work_that_goes_on_meanwhile_is_no_fault(Case, three, threads):
    with just_before_reading_steps(lambda: threads(act, Case, "LP2", "photograph").result(5)):
        assert list(faults(Case)) == [None, None, None]
