"""Counting what an address does without an account."""

import pytest
from django.db import connection

from wangge.core import rates
from wangge.core.problems import Problem
from wangge.core.rates import Rate, RateCount


def test_it_works(db, settings):
    settings.RATES = "report=2/600"
    rates.hit("report", "192.0.2.1")
    rates.hit("report", "192.0.2.1")
    with pytest.raises(Problem) as refused:
        rates.hit("report", "192.0.2.1")
    assert refused.value.kind.status == 429
    assert 0 < refused.value.extra["retry_after"] <= 600
    rates.hit("report", "192.0.2.2")
    rates.hit("report", "192.0.2.1", "another matter")


def test_a_window_ends(db, settings):
    settings.RATES = "report=1/60"
    rates.hit("report", "192.0.2.1")
    row = RateCount.objects.get(key__startswith="report:")
    row.began = row.began.replace(year=2020)
    row.save()
    rates.hit("report", "192.0.2.1")
    row.refresh_from_db()
    assert (row.count, row.began.year > 2020) == (1, True)
    assert rates.purge() == 0
    RateCount.objects.filter(pk=row.pk).update(began=row.began.replace(year=2020))
    assert rates.purge() == 1


def test_one_household_has_a_whole_ipv6_network(db, settings):
    settings.RATES = "report=1/60"
    rates.hit("report", "2001:db8::1")
    with pytest.raises(Problem):
        rates.hit("report", "2001:db8::ffff")
    rates.hit("report", "2001:db8:0:1::1")
    rates.hit("report", "")


def test_looking_counts_nothing(db, settings):
    settings.RATES = "follow.case=1/60"
    for _ in range(3):
        rates.refuse_if_full("192.0.2.1", ("follow.case", "a"), ("follow.address", ""))
    rates.hit("follow.case", "192.0.2.1", "a")
    with pytest.raises(Problem):
        rates.refuse_if_full("192.0.2.1", ("follow.case", "a"), ("follow.address", ""))
    rates.refuse_if_full("192.0.2.1", ("follow.case", "b"), ("follow.address", ""))


def test_an_installation_may_say_otherwise():
    assert rates.own("report=5/10  upload=1/2") == {"report": Rate(5, 10), "upload": Rate(1, 2)}
    assert rates.own("") == {}
    for wrong in ("reports=5/10", "report=5", "report=x/10", "report=5/0", "report=-1/10"):
        with pytest.raises(ValueError, match=wrong):
            rates.own(wrong)


def test_after_a_crash_it_is_empty(db):
    """No log is written for it: counting must not slow down what it protects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_rate'")
        assert cursor.fetchone() in {("u",), (b"u",)}
