"""The stream as a city runs it: a process of its own, on a database in which commits are real."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings

from bench import place
from tests.events.intake.fixtures import committed, own_city
from tests.personas import Cast, Face
from tests.stream.ears import Ear

__all__ = ["committed", "own_city"]


class Listening:
    """The running stream of one test; every ear that was opened is closed at its end."""

    def __init__(self, cast: Cast, port: int) -> None:
        self.cast, self.port = cast, port
        self.ears: list[Ear] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/stream"

    def face(self, who: str) -> Face:
        """A logged-in client, in this process, on the same database."""
        return self.cast.client(who)

    def ear(self, face: Face, last: str = "", **headers: str) -> Ear:
        """Listen with the session of a client; returns when the stream has said hello."""
        cookie = "; ".join(f"{name}={each.value}" for name, each in face.cookies.items())
        ear = Ear(self.url, {"cookie": cookie} | ({"last-event-id": last} if last else {}) | headers)
        self.ears.append(ear)
        assert ear.next().name == "hello"
        return ear


@pytest.fixture(scope="session")
def port(own_city: tuple[str, Cast]) -> Iterator[int]:
    """The process of a city with the cast in it, looking at sessions every second."""
    name, _ = own_city
    environment = os.environ | {
        "WANGGE_VAR": str(settings.VAR),
        "WANGGE_OWNER_DATABASE_URL": place.elsewhere(os.environ["WANGGE_OWNER_DATABASE_URL"], name),
        "WANGGE_APP_DATABASE_URL": place.elsewhere(os.environ["WANGGE_APP_DATABASE_URL"], name),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "WANGGE_STREAM_RECHECK_SECONDS": "1",
        "WANGGE_LOG_LEVEL": "ERROR",
    }
    with place.stream(environment) as port:
        yield port


@pytest.fixture
def listening(committed: Cast, port: int) -> Iterator[Listening]:
    opened = Listening(committed, port)
    try:
        yield opened
    finally:
        for ear in opened.ears:
            ear.close()
