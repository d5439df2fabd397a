"""One secret a name, made once, whoever asks first; readable by its owner alone."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from wangge.core.secrets import folder, secret


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WANGGE_SECRETS", str(tmp_path / "secrets"))
    return tmp_path / "secrets"


def test_it_works(home):
    made = secret("chain")
    assert len(bytes.fromhex(made)) == 32
    assert secret("chain") == made
    assert (home / "chain").read_text() == made


def test_names_have_secrets_of_their_own(home):
    assert secret("chain") != secret("django")


def test_a_secret_given_by_hand_is_used(home):
    home.mkdir()
    (home / "chain").write_text("ab" * 32 + "\n")
    assert secret("chain") == "ab" * 32


def test_only_its_owner_may_read_it(home):
    secret("chain")
    assert stat.S_IMODE((home / "chain").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_nothing_else_is_left_behind(home):
    secret("chain")
    secret("chain")
    assert os.listdir(home) == ["chain"]


def test_where_secrets_live(monkeypatch, tmp_path):
    monkeypatch.delenv("WANGGE_SECRETS", raising=False)
    monkeypatch.setenv("WANGGE_VAR", str(tmp_path))
    assert folder() == tmp_path / "secrets"
    monkeypatch.delenv("WANGGE_VAR")
    assert folder().parts[-2:] == ("var", "secrets")


RACE = (
    "import sys; from wangge.core.secrets import secret; sys.stdout.write('ready\\n'); sys.stdout.flush(); "
    "sys.stdin.readline(); print(secret('chain'))"
)


def test_processes_that_ask_at_once_get_the_same(home):
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", RACE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(4)
    ]
    for runner in runners:
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        runner.stdin.write("\n")
        runner.stdin.flush()
    said = {runner.communicate(timeout=30)[0].strip() for runner in runners}
    assert all(runner.returncode == 0 for runner in runners)
    assert said == {(home / "chain").read_text()}
    assert os.listdir(home) == ["chain"]


def test_threads_that_ask_at_once_get_the_same(home):
    """Requests are served by threads, and the first ones may all be the first to sign a step."""
    with ThreadPoolExecutor(8) as pool:
        for round_ in range(100):
            said = set(pool.map(secret, [f"name{round_}"] * 8))
            assert said == {(home / f"name{round_}").read_text()}
            assert len(said.pop()) == 64
