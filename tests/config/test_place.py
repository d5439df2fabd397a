"""What the launcher remembers, and that two launchers do not get in each other's way."""

import socket
import subprocess
import sys

import pytest

from wangge.config.launch import ports
from wangge.config.launch.place import alone, code_fingerprint, number_from_environment, write
from wangge.config.launch.report import Trouble, lasted

HOLD = """
import sys, time
from pathlib import Path
from wangge.config.launch.place import Place, alone
with alone(Place(Path(sys.argv[1]).parent, Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_it_works(place):
    assert place.remembered() == {}
    place.remember(web_port="8001")
    place.remember(postgres_port="54321")
    assert place.remembered() == {"web_port": "8001", "postgres_port": "54321"}


def test_a_damaged_memory_is_an_empty_one(place):
    (place.run / "chosen.json").write_text("{")
    assert place.remembered() == {}
    (place.run / "chosen.json").write_text("[]")
    assert place.remembered() == {}


def test_private_files_are_private_and_whole(place):
    file = place.run / "file"
    write(file, "old")
    write(file, "new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o077 == 0
    assert list(place.run.iterdir()) == [file]


def test_two_launchers_take_turns(place, capsys):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place.var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    waiting = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place.var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert "waiting for it" in waiting.stdout.readline()
    other.communicate("\n")
    assert waiting.stdout.readline() == "held\n"
    waiting.kill()  # a crash frees the lock
    waiting.communicate()
    with alone(place):
        assert "waiting" not in capsys.readouterr().out


def test_the_fingerprint_follows_the_code(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "uv.lock").write_text("1")
    (tmp_path / "src" / "a.py").write_text("1")
    before = code_fingerprint(tmp_path)
    (tmp_path / "src" / "a.pyc").write_text("compiled")
    (tmp_path / "src" / "django.mo").write_text("compiled")
    assert code_fingerprint(tmp_path) == before
    (tmp_path / "src" / "a.py").write_text("2")
    changed = code_fingerprint(tmp_path)
    assert changed != before
    (tmp_path / "src" / "a.py").rename(tmp_path / "src" / "b.py")
    assert code_fingerprint(tmp_path) != changed


def test_a_taken_port_is_passed_over():
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        taken = neighbour.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.first_free(taken) > taken
        with pytest.raises(Trouble, match="No free port"):
            ports.first_free(taken, tries=1)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_by_name(place, monkeypatch, text):
    monkeypatch.setenv("WANGGE_PORT", text)
    with pytest.raises(Trouble, match="WANGGE_PORT"):
        number_from_environment("WANGGE_PORT")


def test_a_port_may_be_given(place, monkeypatch):
    assert number_from_environment("WANGGE_PORT") is None
    monkeypatch.setenv("WANGGE_PORT", "8080")
    assert number_from_environment("WANGGE_PORT") == 8080


@pytest.mark.parametrize(
    ("seconds", "text"), [(5.9, "5 s"), (65, "1 min 5 s"), (3660, "1 h 1 min"), (90000, "1 d 1 h")]
)
def test_how_long_something_lasted(seconds, text):
    assert lasted(seconds) == text
