"""Somebody who listens to server-sent events, as a browser would."""

import json
import queue
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 10.0  # seconds until something that must be heard has been heard


@dataclass
class Heard:
    name: str
    data: dict[str, Any] = field(default_factory=dict)


class Ear:
    """Reads a stream in a thread. `last` is what a browser would send as `Last-Event-ID`."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.last = ""
        self.status = 0
        self.headers: httpx.Headers = httpx.Headers()
        self.closed = threading.Event()
        self._heard: queue.Queue[Heard] = queue.Queue()
        self._socket: socket.socket | None = None
        self._client = httpx.Client(timeout=httpx.Timeout(5, read=None), trust_env=False)
        self._thread = threading.Thread(target=self._listen, args=(url, headers), daemon=True)
        self._thread.start()

    def next(self, patience: float = PATIENCE) -> Heard:
        """The next event; fails if none comes."""
        try:
            return self._heard.get(timeout=patience)
        except queue.Empty:
            raise AssertionError(
                f"heard nothing (status {self.status}, closed: {self.closed.is_set()})"
            ) from None

    def cases(self, count: int) -> list[str]:
        """The numbers of the next so many cases."""
        found = [self.next() for _ in range(count)]
        assert {each.name for each in found} == {"case"}, found
        return [each.data["case_no"] for each in found]

    def silent(self, seconds: float = 0.6) -> bool:
        """Whether nothing comes for a while."""
        try:
            self._heard.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def close(self) -> None:
        """Hang up, whatever the other side is doing."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        assert self.closed.wait(5)

    def _listen(self, url: str, headers: dict[str, str]) -> None:
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                self._socket = answer.extensions["network_stream"].get_extra_info("socket")
                self.status, self.headers = answer.status_code, answer.headers
                name, data = "message", ""
                for line in answer.iter_lines():
                    key, _, value = line.partition(":")
                    value = value.removeprefix(" ")
                    if key == "id":
                        self.last = value
                    elif key == "event":
                        name = value
                    elif key == "data":
                        data = value
                    elif not line:
                        if data:
                            self._heard.put(Heard(name, json.loads(data)))
                        name, data = "message", ""
        except (httpx.HTTPError, httpx.StreamError, OSError):
            pass  # closed by either side
        finally:
            self._client.close()
            self.closed.set()
