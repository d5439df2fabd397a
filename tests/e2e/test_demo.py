"""`./wangge demo` against a running city: it works, and it notices when something is not as promised."""

import re

import pytest

STEPS = ["巡查", "发现", "上报", "受理", "调拨", "处置", "反馈", "核查", "结案", "监管", "评价"]


def walk(city):
    return city.command("demo", "--url", f"http://127.0.0.1:{city.port}")


@pytest.fixture(scope="module")
def walked(city):
    """What one walk printed; the tests below look at it and at the case it left."""
    done = walk(city)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_works(walked):
    lines = [line.split() for line in walked.splitlines() if re.match(r"\s*\d+  ", line)]
    assert {words[1] for words in lines if len(words) > 1} >= set(STEPS)
    assert re.search(r"\d{16}", walked)


def test_the_chains_of_all_cases_hold_afterwards(city, walked):
    proved = city.command("audit", "verify")
    assert proved.returncode == 0, proved.stderr
    assert re.search(r"[1-9]\d* chains hold, 0 broken", proved.stdout)


def test_it_exits_non_zero_when_somebody_cannot_do_their_part(city):
    with city.owner() as owner:
        handler = "(SELECT id FROM accounts_person WHERE username = 'handler1')"
        owner.execute(f"UPDATE network_posting SET to_day = current_date - 2 WHERE person_id = {handler}")
        try:
            failed = walk(city)
        finally:
            owner.execute(f"UPDATE network_posting SET to_day = NULL WHERE person_id = {handler}")
    assert failed.returncode != 0
    assert "Traceback" not in failed.stderr


def test_it_exits_non_zero_when_no_city_runs(city):
    failed = city.command("demo", "--url", "http://127.0.0.1:1")
    assert failed.returncode != 0
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        ("data = data || '{\"forged\": true}'", "data = data - 'forged'"),
        ("actor_label = actor_label || '!'", "actor_label = left(actor_label, -1)"),
        ("at = at + interval '1 day'", "at = at - interval '1 day'"),
    ],
)
def test_a_step_altered_by_hand_is_named(city, walked, change, undo):
    with city.owner() as owner:
        number, step, seq = owner.execute(
            "SELECT e.case_no, s.id, s.seq FROM events_eventstep s JOIN events_event e ON e.id = s.case_id"
            " WHERE s.action = 'sign' ORDER BY s.id DESC LIMIT 1"
        ).fetchone()
        owner.execute(f"UPDATE events_eventstep SET {change} WHERE id = %s", [step])
        try:
            broken = city.command("audit", "verify")
        finally:
            owner.execute(f"UPDATE events_eventstep SET {undo} WHERE id = %s", [step])
    assert broken.returncode != 0
    assert f"case {number}: step {seq} " in broken.stdout


def test_a_state_altered_by_hand_is_named(city, walked):
    with city.owner() as owner:
        number, version = owner.execute(
            "UPDATE events_event SET state = 'handling' WHERE state = 'closed'"
            " AND id = (SELECT max(id) FROM events_event) RETURNING case_no, version"
        ).fetchone()
        try:
            broken = city.command("audit", "verify", "--case", number)
        finally:
            owner.execute("UPDATE events_event SET state = 'closed' WHERE case_no = %s", [number])
    assert broken.returncode != 0
    assert f"case {number}: step {version} " in broken.stdout
