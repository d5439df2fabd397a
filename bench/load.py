"""A plain HTTP load: so many connections kept open, each sending its next request when the last is answered.

Written on asyncio protocols because it must cost less than what it measures on the same two cores.
"""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import cast

PATIENCE = 30.0  # seconds after the end until what was asked must be answered

# Of all connections together, or a list with those of each: then each is sent when the one before it is answered.
Requests = Iterator[bytes] | list[Iterator[bytes]]


class Refused(RuntimeError):
    """The server answered something else than success; its text holds the first such answer."""


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as bytes on the wire, for a connection that stays open."""
    sized = {"Content-Type": "application/json"} | headers | {"Content-Length": str(len(body))}
    return _head("POST", path, sized) + body


def get(path: str, headers: dict[str, str]) -> bytes:
    """A GET likewise; the path with its query, as it goes over the wire."""
    return _head("GET", path, headers)


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{key}: {headers[key]}" for key in headers)]
    return "\r\n".join([*lines, "", ""]).encode()


def run(
    port: int, requests: Requests, connections: int, seconds: float, rate: float | None = None
) -> tuple[float, list[float]]:
    """Requests answered per second, and the latency of each in milliseconds. Raises Refused on any answer that
    is not 2xx. With `rate` no more requests than that are sent a second, evenly."""
    return asyncio.run(sent(port, requests, connections, seconds, rate))


async def sent(
    port: int, requests: Requests, connections: int, seconds: float, rate: float | None = None
) -> tuple[float, list[float]]:
    """`run` beside something else on the same loop. It also ends when there are no more requests."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    work = Work(began, began + seconds, rate)
    asked = requests if isinstance(requests, list) else [requests] * connections
    opened = [
        await loop.create_connection(partial(Talk, work, asked[place]), "127.0.0.1", port)
        for place in range(connections)
    ]
    try:
        await asyncio.wait_for(asyncio.gather(*(talk.over for _, talk in opened)), seconds + PATIENCE)
    finally:
        for transport, _ in opened:
            transport.abort()
    return len(work.latencies) / (time.perf_counter() - began), work.latencies


class Work:
    """What all connections share: until when they ask, how fast, and the latencies so far."""

    def __init__(self, began: float, stop: float, rate: float | None) -> None:
        self.stop, self.latencies = stop, list[float]()
        self._next, self._every = began, 1 / rate if rate else 0.0

    def slot(self) -> float:
        """When the next request may be sent."""
        slot = self._next
        self._next += self._every
        return slot


class Talk(asyncio.Protocol):
    """One connection, asking again and again until the time is over; then `over` is done."""

    def __init__(self, work: Work, requests: Iterator[bytes]) -> None:
        self.work, self.requests = work, requests
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.read = bytearray()
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        self.ask()

    def ask(self) -> None:
        wait = max(self.work.slot() - time.perf_counter(), 0)
        if time.perf_counter() + wait >= self.work.stop:
            self.over.set_result(None)
        elif wait:
            asyncio.get_running_loop().call_later(wait, self.send)
        else:
            self.send()

    def send(self) -> None:
        if self.over.done():
            return
        request = next(self.requests, None)
        if request is None:
            self.over.set_result(None)
            return
        self.sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        end = self.read.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _length(bytes(self.read[:end]))
        if length is not None and len(self.read) < end + 4 + length:
            return
        if length is None or not self.read.startswith(b"HTTP/1.1 2"):
            self.fail(Refused(self.read.decode(errors="replace")))
            return
        self.work.latencies.append((time.perf_counter() - self.sent) * 1000)
        self.read.clear()
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        self.fail(error or ConnectionResetError("the server closed the connection"))

    def fail(self, error: Exception) -> None:
        if not self.over.done():
            self.over.set_exception(error)


def _length(head: bytes) -> int | None:
    """How long the body is; None where the answer does not say so, which this load cannot read."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else None
