"""The load against a real server of the standard library."""

import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, bytes]] = []

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, body))
        if self.path == "/gone":
            self.close_connection = True
            return
        self.send_response(500 if self.path == "/broken" else 200)
        if self.path != "/endless":
            self.send_header("Content-Length", "70000")
        self.end_headers()
        self.wfile.write(b"x" * 70_000)

    do_GET = do_POST = answer

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[int]:
    Handler.seen = []
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield listening.server_address[1]
    listening.shutdown()
    listening.server_close()


def test_it_works(server):
    requests = [load.post("/reports", {"A": "b"}, "中".encode()), load.get("/list?q=1", {})] * 10
    _, latencies = load.run(server, iter(requests), 3, 30)
    assert len(latencies) == 20
    assert all(each > 0 for each in latencies)
    assert (
        sorted(Handler.seen) == [("GET", "/list?q=1", b"")] * 10 + [("POST", "/reports", "中".encode())] * 10
    )


@pytest.mark.parametrize("path", ["/broken", "/endless"])
def test_an_answer_that_is_no_success_ends_it(server, path):
    with pytest.raises(load.Refused):
        load.run(server, itertools.repeat(load.get(path, {})), 2, 5)


def test_a_server_that_hangs_up_ends_it(server):
    with pytest.raises(ConnectionResetError):
        load.run(server, itertools.repeat(load.get("/gone", {})), 1, 5)


def test_no_more_are_sent_than_the_rate_allows(server):
    _, latencies = load.run(server, itertools.repeat(load.get("/", {})), 4, 1, rate=20)
    assert 1 <= len(latencies) <= 20
