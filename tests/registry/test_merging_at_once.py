"""Two who merge the same two entries, each the other way round, do not wait for each other for ever."""

import time

from django.db import connections, transaction

from tests.events.loop.conftest import committed
from tests.guard import seen_whole
from tests.registry.conftest import Register
from tests.registry.test_merging import merge
from wangge.registry.models import Person

__all__ = ["committed"]
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted"


def waiting() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone() != (0,)


def test_the_lower_number_is_taken_first(committed, threads):
    register = Register(committed)
    first = register.person(register.home()["number"])
    second = register.person(register.home("4", "102")["number"], identity={"name": "测试甲"})
    assert first["number"] < second["number"]
    with transaction.atomic(), seen_whole():
        Person.objects.select_for_update().get(pk=first["number"])
        merging = threads(merge, register, second, first)
        until = time.monotonic() + 10
        while not waiting():
            assert time.monotonic() < until, merging
            time.sleep(0.02)
        # The other way round would have taken the higher one already, and wait for the lower.
        Person.objects.select_for_update(nowait=True).get(pk=second["number"])
    assert merging.result(10)["number"] == second["number"]
