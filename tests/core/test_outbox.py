"""What others must hear is delivered at least once, by whoever comes first, and one bad message blocks no other."""

import logging
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from wangge.core.deletions import Deletion
from wangge.core.outbox import KEEP, LONGEST_WAIT, Outbox, drain, post, purge, stuck


@pytest.fixture
def heard():
    return []


@pytest.fixture
def handlers(heard):
    def hear(payload):
        heard.append(payload["n"])

    def fail(payload):
        raise RuntimeError(f"no answer to {payload['n']}")

    return {"told": (hear,), "bad": (fail,), "half": (hear, fail)}


def waiting():
    return list(Outbox.objects.filter(done_at=None).order_by("id"))


def fast_forward(to=timedelta(0)):
    Outbox.objects.filter(done_at=None).update(next_at=now() - timedelta(seconds=1) + to)


@pytest.mark.django_db
def test_it_works(handlers, heard):
    post("told", n=1, text="井盖")
    assert drain(handlers) == 1
    assert heard == [1]
    message = Outbox.objects.get()
    assert message.payload == {"n": 1, "text": "井盖"}
    assert message.done_at is not None
    assert (message.attempts, message.error) == (0, "")


@pytest.mark.django_db
def test_what_is_delivered_is_not_delivered_again(handlers, heard):
    post("told", n=1)
    assert (drain(handlers), drain(handlers)) == (1, 0)
    assert heard == [1]


@pytest.mark.django_db
def test_messages_are_heard_in_the_order_they_were_written(handlers, heard):
    for number in range(5):
        post("told", n=number)
    assert drain(handlers) == 5
    assert heard == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_no_more_than_asked_for(handlers, heard):
    for number in range(5):
        post("told", n=number)
    assert drain(handlers, limit=2) == 2
    assert heard == [0, 1]


@pytest.mark.django_db
def test_what_nobody_listens_to_is_done(handlers):
    post("unheard", n=1)
    assert drain(handlers) == 1
    assert not waiting()


@pytest.mark.django_db
def test_a_message_waits_for_its_time(handlers, heard):
    post("told", n=1)
    fast_forward(timedelta(minutes=1))
    assert drain(handlers) == 0
    fast_forward()
    assert drain(handlers) == 1


@pytest.mark.django_db
def test_a_failing_message_does_not_block_the_others(handlers, heard):
    post("bad", n=1)
    post("told", n=2)
    post("bad", n=3)
    post("told", n=4)
    assert drain(handlers) == 2
    assert heard == [2, 4]
    assert [message.payload["n"] for message in waiting()] == [1, 3]
    assert waiting()[0].error == "RuntimeError: no answer to 1"


@pytest.mark.django_db
def test_a_failing_message_is_tried_later_and_later(handlers):
    post("bad", n=1)
    waits = []
    for attempt in range(1, 20):
        fast_forward()
        begun = now()
        assert drain(handlers) == 0
        (message,) = waiting()
        assert message.attempts == attempt
        waits.append((message.next_at - begun).total_seconds())
    assert [round(wait) for wait in waits[:6]] == [2, 4, 8, 16, 32, 64]
    assert waits == sorted(waits[:14]) + waits[14:]
    assert waits[-1] == pytest.approx(LONGEST_WAIT.total_seconds(), abs=1)


@pytest.mark.django_db
def test_all_handlers_of_a_message_hear_it_again_when_one_fails(handlers, heard):
    post("half", n=1)
    drain(handlers)
    fast_forward()
    drain(handlers)
    assert heard == [1, 1]  # at least once: a handler must be safe to repeat


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_taken_back():
    def write_and_fail(payload):
        post("told", n=99)
        raise RuntimeError

    post("bad", n=1)
    drain({"bad": (write_and_fail,)})
    assert [message.topic for message in waiting()] == ["bad"]


@pytest.mark.django_db
def test_a_handler_whose_statement_fails_breaks_nothing_else(heard):
    def ask_nonsense(payload):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    post("bad", n=1)
    post("told", n=2)
    assert drain({"bad": (ask_nonsense,), "told": (lambda payload: heard.append(payload["n"]),)}) == 1
    assert heard == [2]
    assert "division by zero" in waiting()[0].error


@pytest.mark.django_db
def test_an_endless_complaint_is_cut_to_its_column():
    def fail(payload):
        raise RuntimeError("长" * 5000)

    post("bad", n=1)
    drain({"bad": (fail,)})
    assert len(waiting()[0].error) == 500


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["a\x00b", "\ud800"])
def test_a_complaint_no_column_can_hold_blocks_nobody(handlers, heard, answer, caplog):
    # The log would carry the same complaint, which cannot travel between the processes of a test run either.
    caplog.set_level(logging.CRITICAL, logger="wangge.core.outbox")

    def fail(payload):
        raise RuntimeError(answer)

    post("bad", n=1)
    post("told", n=2)
    assert drain(handlers | {"bad": (fail,)}) == 1
    assert heard == [2]
    assert waiting()[0].attempts == 1


@pytest.mark.django_db
def test_what_is_stuck_is_counted(handlers):
    post("bad", n=1)
    post("told", n=2)
    for _ in range(4):
        fast_forward()
        drain(handlers)
    assert stuck() == 0
    fast_forward()
    drain(handlers)
    assert stuck() == 1
    assert stuck(attempts=6) == 0
    drain({"bad": ()})  # not yet its time
    fast_forward()
    drain({"bad": ()})
    assert stuck() == 0


@pytest.mark.django_db
def test_what_was_delivered_long_ago_is_purged(handlers):
    for number in range(3):
        post("told", n=number)
    post("bad", n=3)
    drain(handlers)
    first, second, *_ = Outbox.objects.order_by("id")
    Outbox.objects.filter(pk=first.pk).update(done_at=now() - KEEP - timedelta(seconds=1))
    Outbox.objects.filter(pk=second.pk).update(done_at=now() - KEEP + timedelta(minutes=1))
    Outbox.objects.filter(payload__n=3).update(at=now() - timedelta(days=99))
    assert purge() == 1
    assert [message.payload["n"] for message in Outbox.objects.order_by("id")] == [1, 2, 3]


@pytest.mark.django_db
def test_a_delivery_is_three_statements_and_two_savepoints(handlers, django_assert_num_queries):
    post("told", n=1)
    # take and mark the message, find no other; around each message and its handlers a savepoint made and let go
    with django_assert_num_queries(3 + 6):
        drain(handlers)


@pytest.mark.django_db
def test_purging_is_one_statement_and_its_count(handlers, django_assert_num_queries):
    post("told", n=1)
    drain(handlers)
    Outbox.objects.update(done_at=now() - 2 * KEEP)
    with django_assert_num_queries(4):  # with the two that hold them together
        assert purge() == 1
    assert list(Deletion.objects.values_list("rule", "count")) == [("core.messages", 1)]


def test_a_message_comes_with_the_work_it_tells_of_or_not_at_all(committed):
    def work_and_fail():
        with transaction.atomic():
            post("told", n=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work_and_fail()
    assert not Outbox.objects.exists()


def test_two_drains_at_once_share_the_messages(threads, heard):
    """While one drain is in the middle of a message, another goes on with the rest and does not wait for it."""
    held, go = Event(), Event()

    def hold(payload):
        held.set()
        assert go.wait(10)
        heard.append(payload["n"])

    post("slow", n=1)
    for number in (2, 3):
        post("told", n=number)
    slow = threads(drain, {"slow": (hold,)}, 1)
    assert held.wait(10)
    quick = threads(drain, {"slow": (hold,), "told": (lambda payload: heard.append(payload["n"]),)})
    assert quick.result(5) == 2
    assert heard == [2, 3]
    go.set()
    assert slow.result(5) == 1
    assert heard == [2, 3, 1]
    assert not waiting()


def test_many_drains_at_once_deliver_each_message_once(threads, heard):
    for number in range(40):
        post("told", n=number)
    running = [threads(drain, {"told": (lambda payload: heard.append(payload["n"]),)}) for _ in range(4)]
    assert sum(each.result(20) for each in running) == 40
    assert sorted(heard) == list(range(40))


def test_a_drain_that_dies_in_the_middle_leaves_the_message_to_the_next(threads, heard):
    def die(payload):
        raise SystemExit

    post("told", n=1)
    with pytest.raises(SystemExit):
        threads(drain, {"told": (die,)}).result(5)
    assert drain({"told": (lambda payload: heard.append(payload["n"]),)}) == 1
    assert heard == [1]
