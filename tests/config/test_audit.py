"""What is known against the packages fails the suite; a registry that does not answer is shown, and skipped."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from wangge.config.launch import audit, check
from wangge.config.launch.audit import Finding, Unanswered
from wangge.config.launch.check import SKIPPED, Step
from wangge.config.launch.report import Trouble

HASH = "sha256:" + "0" * 64
LOCK = f"""
version = 1
[[package]]
name = "wangge"
version = "0.1.0"
source = {{ editable = "." }}
[[package]]
name = "left-pad"
version = "1.0"
source = {{ registry = "https://pypi.org/simple" }}
sdist = {{ url = "https://files.pythonhosted.org/left-pad.tar.gz", hash = "{HASH}" }}
[[package]]
name = "left-pad"
version = "2.0"
source = {{ registry = "https://pypi.org/simple" }}
wheels = [{{ url = "https://files.pythonhosted.org/left-pad.whl", hash = "{HASH}" }}]
"""
KNOWN = {
    "id": "GHSA-0000-0000-0001",
    "published": "2026-01-01T00:00:00Z",
    "summary": "pads too much",
    "affected": [
        {
            "package": {"name": "left-pad", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
            "versions": ["1.0"],
        }
    ],
}


@pytest.fixture
def lock(tmp_path):
    (tmp_path / "uv.lock").write_text(LOCK, encoding="utf-8")
    return tmp_path / "uv.lock"


@pytest.fixture
def advisories():
    """A service of advisories on loopback, in the words of OSV; it knows something against left-pad 1.0."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = json.dumps({"vulns": [KNOWN]} if asked["version"] == "1.0" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield ("--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/query")
    server.shutdown()
    thread.join()
    server.server_close()


def test_everything_of_the_lock_is_asked_about_with_its_hashes(lock):
    assert audit.requirements(lock) == [
        f"left-pad==1.0 --hash={HASH}\n",
        f"left-pad==2.0 --hash={HASH}\n",
    ]
    real = "".join(audit.requirements(settings.ROOT / "uv.lock")).splitlines()
    assert len(real) > 80
    assert all("--hash=sha256:" in line for line in real)


def test_what_is_known_is_found(lock, advisories, monkeypatch, capsys):
    found = audit.of_python(lock, *advisories)
    assert found == [Finding("left-pad", "GHSA-0000-0000-0001", "2.0")]
    assert audit.judged(found) == 1
    assert "GHSA-0000-0000-0001" in capsys.readouterr().out
    monkeypatch.setattr(audit, "ACCEPTED", {"GHSA-0000-0000-0001": "nothing is padded"})
    assert audit.judged(found) == 0
    assert "nothing is padded" in capsys.readouterr().out


def test_a_service_that_does_not_answer_is_not_a_clean_bill(lock):
    with pytest.raises(Unanswered):
        audit.of_python(lock, "--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/query")


def test_a_question_that_cannot_be_put_is_no_silence(lock):
    with pytest.raises(Trouble):
        audit.of_python(lock, "--no-such-option")


NPM = {
    "vulnerabilities": {
        "left-pad": {
            "name": "left-pad",
            "via": [{"url": "https://github.com/advisories/GHSA-0000-0000-0002"}],
            "fixAvailable": False,
        },
        "pads": {"name": "pads", "via": ["left-pad"], "fixAvailable": True},
    }
}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (NPM, [Finding("left-pad", "GHSA-0000-0000-0002", "")]),
        ({"vulnerabilities": {}}, []),
        (
            {"message": "request to https://registry failed, reason: connect ECONNREFUSED", "error": {}},
            Unanswered,
        ),
        (
            {"message": "405 Method Not Allowed - POST https://registry/-/npm/v1/security", "error": {}},
            Unanswered,
        ),
        ({"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile."}}, Trouble),
        ("not json", Trouble),
    ],
)
def test_what_npm_says_is_understood(monkeypatch, tmp_path, told, expected):
    text = told if isinstance(told, str) else json.dumps(told)
    monkeypatch.setattr(audit.node, "provide", lambda: tmp_path)
    monkeypatch.setattr(audit.node, "path_with", lambda folder: {})
    (tmp_path / "npm").write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit 1\n")
    (tmp_path / "npm").chmod(0o755)
    if isinstance(expected, list):
        assert audit.of_npm(tmp_path) == expected
    else:
        with pytest.raises(expected):
            audit.of_npm(tmp_path)


def test_a_step_that_could_not_find_out_is_shown_as_skipped(place, capfd):
    step = Step("audit", ("sh", "-c", f"exit {SKIPPED}"), "why")
    done = check.do(step, place, {})
    assert (done.passed, done.failed, done.skipped) == (0, 0, 1)
    assert check.result(done) == "skipped"
    assert check.summary([done, check.do(Step("lint", ("true",), "why"), place, {})]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"
