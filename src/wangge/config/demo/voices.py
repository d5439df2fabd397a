"""Who speaks to the platform in the demo: people with a session, and the reporter with number and secret."""

from __future__ import annotations

import uuid
from types import TracebackType
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(10.0)


class Refused(Exception):
    """The platform answered with a problem where the flow promises success; its text holds the answer."""


class Voice:
    """One person's connection. Use as a context manager; every write carries a fresh idempotency key."""

    def __init__(self, base: str, headers: dict[str, str] | None = None) -> None:
        self.client = httpx.Client(
            base_url=f"{base}/api/v1", timeout=TIMEOUT, headers=headers or {}, trust_env=False
        )
        self.name = ""

    def __enter__(self) -> Voice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def log_in(self, username: str, password: str) -> Voice:
        session = self.post("/session", {"username": username, "password": password}, keyed=False)
        self.name = session["person"]["name"]
        self.client.headers["X-CSRFToken"] = session["csrf"]
        return self

    def get(self, path: str, **params: Any) -> Any:
        return _answer(self.client.get(path, params=params))

    def post(self, path: str, body: Any, *, keyed: bool = True) -> Any:
        headers = {"Idempotency-Key": uuid.uuid4().hex} if keyed else {}
        return _answer(self.client.post(path, json=body, headers=headers))


def _answer(response: httpx.Response) -> Any:
    if response.is_success:
        return response.json() if response.content else None
    raise Refused(
        f"{response.request.method} {response.request.url.path} → {response.status_code}: {response.text}"
    )
