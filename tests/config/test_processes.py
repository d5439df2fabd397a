"""supervisor starts, watches and stops real processes; what a crash left behind is found and ended."""

import os
import signal
import sys
import time

import pytest

from wangge.config.launch import supervise
from wangge.config.launch.place import Place
from wangge.config.launch.report import Trouble
from wangge.config.processes import Process, processes

SLEEPER = Process(
    "sleeper", (sys.executable, "-c", "import time; print('hello 100%', flush=True); time.sleep(600)"), ""
)
DOUBLE = Process(
    "double",
    (
        sys.executable,
        "-c",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])",
    ),
    "has a child of its own",
)
FAILING = Process("failing", (sys.executable, "-c", "raise SystemExit('no such thing')"), "")


@pytest.fixture
def running(place):
    supervise.start(place, (SLEEPER, DOUBLE), {"SECRET_ADDRESS": "hidden"})
    yield place
    supervise.stop(place)


def until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_it_works(running):
    supervise.settle(running)
    assert {each["name"]: each["statename"] for each in supervise.states(running)} == {
        "sleeper": "RUNNING",
        "double": "RUNNING",
    }
    assert (running.log / "sleeper.log").read_text() == "hello 100%\n"
    assert len(supervise.leftovers(running)) == 4
    assert supervise.stop(running)
    assert supervise.states(running) is None
    assert supervise.leftovers(running) == []
    assert not supervise.stop(running)


def test_addresses_are_not_written_to_the_configuration(running):
    assert "hidden" not in (running.run / "supervisord.conf").read_text()


def test_a_process_that_dies_is_started_again(running):
    supervise.settle(running)

    def sleeper():
        return next(each for each in supervise.states(running) if each["name"] == "sleeper")

    first = sleeper()["pid"]
    os.kill(first, signal.SIGKILL)
    until(lambda: sleeper()["pid"] not in (0, first))


def test_what_a_killed_supervisor_left_is_ended(running):
    supervise.settle(running)
    before = set(supervise.leftovers(running))
    os.kill(int((running.run / "supervisord.pid").read_text()), signal.SIGKILL)
    until(lambda: supervise.states(running) is None)
    supervise.start(running, (SLEEPER,), {})
    supervise.settle(running)
    assert not before & set(supervise.leftovers(running))
    assert len(supervise.leftovers(running)) == 2


def test_a_process_that_does_not_stay_up_is_named_with_its_log(place):
    supervise.start(place, (FAILING,), {})
    try:
        with pytest.raises(Trouble, match=r"(?s)failing does not stay up.*no such thing"):
            supervise.settle(place, seconds=60)
    finally:
        supervise.stop(place)


def test_what_somebody_stopped_is_started_again(running):
    supervise.settle(running)
    with supervise.control(running) as control:
        control.stopProcess("sleeper")
    assert supervise.restart_failed(running) == ["sleeper"]
    supervise.settle(running)


def test_a_long_path_gets_a_short_socket(place):
    far = Place(place.root, place.var / ("x" * 100))
    far.run.mkdir(parents=True)
    far.log.mkdir()
    folder = supervise.socket(far).parent
    assert len(os.fsencode(supervise.socket(far))) < supervise.SOCKET_LIMIT
    assert supervise.states(far) is None
    supervise.start(far, (SLEEPER,), {})
    try:
        supervise.settle(far)
        assert folder.stat().st_mode & 0o077 == 0
    finally:
        supervise.stop(far)
    assert not folder.exists()


def test_the_table_names_what_every_process_is_for():
    table = processes("127.0.0.1", 8000)
    assert [process.name for process in table] == ["web", "stream", "jobs"]
    assert all(process.why for process in table)
