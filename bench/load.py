"""A plain HTTP load: so many connections kept open, each sending its next request when the last is answered.

Written on asyncio streams because it must cost less than what it measures on the same two cores.
"""

import asyncio
import time
from collections.abc import Callable, Iterator

# Builds the next request: the bytes to send.
Request = Callable[[], bytes]


class Refused(RuntimeError):
    """The server answered something else than success; its text holds the first such answer."""


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as bytes on the wire, for a connection that stays open."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def run(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> tuple[float, list[float]]:
    """Requests answered per second, and the latency of each in milliseconds. Raises Refused on any answer that
    is not 2xx."""
    return asyncio.run(_run(port, requests, connections, seconds))


async def _run(
    port: int, requests: Iterator[bytes], connections: int, seconds: float
) -> tuple[float, list[float]]:
    latencies: list[float] = []
    began = time.perf_counter()
    stop = began + seconds
    await asyncio.gather(*(_connection(port, requests, stop, latencies) for _ in range(connections)))
    return len(latencies) / (time.perf_counter() - began), latencies


async def _connection(port: int, requests: Iterator[bytes], stop: float, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (sent := time.perf_counter()) < stop:
            writer.write(next(requests))
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
            length = int(_header(head, b"content-length") or 0)
            body = await asyncio.wait_for(reader.readexactly(length), 30)
            if not head.startswith(b"HTTP/1.1 2"):
                raise Refused((head + body).decode(errors="replace"))
            latencies.append((time.perf_counter() - sent) * 1000)
    finally:
        writer.close()


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return None
