"""Many who listen to live changes at once, on one loop: what each heard, and how long after it happened."""

import asyncio
import re
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

# In a message of the stream; lines of the transfer's own framing stand only before it.
CASE = re.compile(rb"event: case\ndata: (.*)")
AT_ONCE = 64  # connections being opened
PATIENCE = 60.0  # seconds until all must be connected


class Told(msgspec.Struct):
    """What a message says, as far as it matters here."""

    kind: str
    case_no: str
    at: datetime


class Ear(asyncio.Protocol):
    """One listener. `heard`: the moment something arrived (seconds since 1970), and what."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: list[tuple[float, Told]] = []
        self.rest = b""

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        *frames, self.rest = (self.rest + data).split(b"\n\n")
        for frame in frames:
            if found := CASE.search(frame):
                self.heard.append((now, msgspec.json.decode(found[1], type=Told)))
            elif b"event: hello" in frame:
                self.open.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(error or ConnectionResetError(self.rest.decode(errors="replace")))


async def listening(port: int, headers: Sequence[dict[str, str]]) -> list[Ear]:
    """An ear for each, connected: the stream has said hello to all of them."""
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def one(each: dict[str, str]) -> Ear:
        lines = [
            "GET /stream HTTP/1.1",
            "Host: 127.0.0.1",
            *(f"{name}: {each[name]}" for name in each),
            "",
            "",
        ]
        async with gate:
            _, ear = await loop.create_connection(lambda: Ear("\r\n".join(lines).encode()), "127.0.0.1", port)
            await ear.open
        return ear

    return await asyncio.wait_for(asyncio.gather(*map(one, headers)), PATIENCE)
