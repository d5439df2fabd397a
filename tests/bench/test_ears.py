"""What a listener makes of the bytes that arrive, however they are cut."""

import asyncio

import pytest
from bench.ears import Ear

STREAM = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2b\r\nretry: 1500\nevent: hello\ndata: {}\n\n\r\n"
    b"e\r\nid: 17001\n\n\r\n3\r\n:\n\n\r\n"
    b'5a\r\nevent: case\ndata: {"kind":"event","case_no":"A1","version":1,"at":"2026-11-23T12:00:00+08:00"}\n\n'
    b'event: case\ndata: {"kind":"patrol","case_no":"A2","version":2,"at":"2026-11-23T12:00:01+08:00"}\n\n'
    b"id: 17002\n\n\r\n"
)


class Wire(asyncio.Transport):
    def write(self, data):
        self.written = data


@pytest.mark.parametrize("size", [1, 7, len(STREAM)])
def test_it_works(size):
    async def listen() -> Ear:
        ear, wire = Ear(b"GET /stream"), Wire()
        ear.connection_made(wire)
        assert wire.written == b"GET /stream"
        for start in range(0, len(STREAM), size):
            ear.data_received(STREAM[start : start + size])
        await ear.open
        return ear

    ear = asyncio.run(listen())
    assert [told.case_no for _, told in ear.heard] == ["A1", "A2"]
    assert [told.kind for _, told in ear.heard] == ["event", "patrol"]


def test_who_is_refused_is_not_listening():
    async def listen() -> None:
        ear = Ear(b"")
        ear.data_received(b"HTTP/1.1 401 Unauthorized\r\n\r\n")
        ear.connection_lost(None)
        await ear.open

    with pytest.raises(ConnectionResetError, match="401"):
        asyncio.run(listen())
