"""The stream over HTTP, as an ASGI application: `GET /stream` for browsers, `GET /health` for watchdogs.

Written to the interface itself, without a framework around it: a connection is one small coroutine that sleeps
until something waits for it.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

import msgspec
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError
from django.utils import translation

from wangge.config.stream import origins, visitors
from wangge.config.stream.feed import Feed
from wangge.config.stream.hub import Hub, Listener
from wangge.core import problems
from wangge.core.http.documents import PROBLEM_TYPE
from wangge.core.problems import Problem

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = dict[str, str]

HEARTBEAT_SECONDS = 20.0
SWEEP_SECONDS = 1.0
SWEPT = 200  # sessions in one go
MOST_LISTENERS = 10_000
MOST_PER_PERSON = 20
# A browser comes back after so many milliseconds; spread, so that a restart is no stampede.
RETRY = (1000, 6000)


class Stream:
    """The application: `feed` finds out what changed, `hub` knows who listens."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.feed = Feed(self.hub.publish, self.hub.reset)
        self.threads = ThreadPoolExecutor(2, "sessions")
        self.tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
            }
            try:
                await self._answer(scope, headers, receive, send)
            except Problem as problem:
                await refuse(send, problem, headers)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begin with the process and end with it."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.tasks = [asyncio.create_task(self.feed.run()), asyncio.create_task(self._sweep())]
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self.tasks:
                    task.cancel()
                await asyncio.gather(*self.tasks, return_exceptions=True)
                for listener in self.hub.listeners:
                    listener.leave()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Message, headers: Headers, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path not in ("/stream", "/health"):
            raise Problem(problems.NOT_FOUND)
        if method != "GET":
            raise Problem(problems.NOT_ALLOWED)
        if path == "/health":
            if not self.feed.alive:
                raise Problem(problems.UNAVAILABLE)
            await whole(send, 200, {"content-type": "application/json"}, b'{"state":"ok"}')
            return
        allowed = cross_origin(headers)
        listener = await self._admit(headers)
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": raw(
                    allowed
                    | {
                        "content-type": "text/event-stream; charset=utf-8",
                        "cache-control": "no-store",
                        "x-accel-buffering": "no",
                        "x-content-type-options": "nosniff",
                    }
                ),
            }
        )
        self.hub.join(listener, headers.get("last-event-id", ""))
        hung_up = asyncio.ensure_future(until_gone(receive, listener))
        try:
            await piece(send, f"retry: {random.randint(*RETRY)}\nevent: hello\ndata: {{}}\n\n".encode())  # noqa: S311
            await self._tell(listener, send)
        finally:
            hung_up.cancel()
            self.hub.leave(listener)

    async def _tell(self, listener: Listener, send: Send) -> None:
        """Send what waits, and a sign of life where nothing does, until either side ends it."""
        while not listener.gone:
            chunk = self.hub.take(listener)
            if chunk:
                await piece(send, chunk)
            if listener.ended:
                await piece(send, b"", more=False)
                return
            if not chunk:
                try:
                    await asyncio.wait_for(listener.wake.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    # How far everybody is goes with it, so that who heard nothing for long need not load anew.
                    await piece(send, b":\n" + (b"\n" if listener.missed else self.hub.mark()))

    async def _admit(self, headers: Headers) -> Listener:
        """The listener behind a cookie. 401 without a valid session, 429 and 503 when there are too many."""
        key = session_key(headers)
        actor = await self._ask(visitors.actor_of, key) if key else None
        if actor is None:
            raise Problem(problems.UNAUTHENTICATED)
        if self.hub.by_person.get(actor.person or 0, 0) >= MOST_PER_PERSON:
            raise Problem(problems.TOO_MANY, retry_after=60)
        if len(self.hub.listeners) >= MOST_LISTENERS:
            raise Problem(problems.UNAVAILABLE, retry_after=60)
        return Listener(key, actor, time.monotonic())

    async def _ask(self, function: Callable[..., Any], *given: Any) -> Any:
        """Run a question to the database in a thread; 503 when there is no answer."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, function, *given)
        except (OperationalError, InterfaceError) as error:
            raise Problem(problems.UNAVAILABLE) from error

    async def _sweep(self) -> None:
        """Look at every session again, in turn; end the streams of those that are over or at another posting."""
        every = settings.STREAM_RECHECK_SECONDS
        due: list[Listener] = []
        while True:
            if len(due) < SWEPT:  # else there are more
                await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            due = [each for each in self.hub.listeners if now - each.checked >= every][:SWEPT]
            try:
                found = await self._ask(visitors.actors_of, [each.session for each in due])
            except (Problem, Error) as error:
                # Whose session has not been looked at for a minute hears nothing until it has been.
                log.warning("sessions could not be looked at: %s", error)
                due = []
                continue
            # Valid at the time of asking, not of the answer.
            for listener in due:
                actor = found[listener.session]
                before = listener.actor
                if actor is None or (actor.person, actor.posting) != (before.person, before.posting):
                    listener.end()
                elif not listener.gone:
                    self.hub.renew(listener, actor, now)


async def until_gone(receive: Receive, listener: Listener) -> None:
    """Wake the listener's coroutine when the browser hangs up."""
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        listener.leave()


def cross_origin(headers: Headers) -> Headers:
    """The headers that let the city's own pages listen. A foreign page is refused (403), an unknown host too."""
    host = origins.host_of(headers.get("host", ""))
    if not host:
        raise Problem(problems.BAD_REQUEST)
    origin = headers.get("origin")
    if origin is None:
        return {"vary": "Origin"}
    if not origins.allowed(origin, host):
        raise Problem(problems.FORBIDDEN)
    return {
        "vary": "Origin",
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
    }


def session_key(headers: Headers) -> str:
    """The key of the session cookie, "" without one."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


async def refuse(send: Send, problem: Problem, headers: Headers) -> None:
    """A problem document, readable by the city's own pages, in the caller's language."""
    language = "en" if headers.get("accept-language", "").lower().startswith("en") else settings.LANGUAGE_CODE
    with translation.override(language):
        body = msgspec.json.encode(problem.document())
    told = {"content-type": PROBLEM_TYPE, "cache-control": "no-store", "vary": "Origin, Accept-Language"}
    with suppress(Problem):
        told = cross_origin(headers) | told
    if "retry_after" in problem.extra:
        told["retry-after"] = str(problem.extra["retry_after"])
    await whole(send, problem.kind.status, told, body)


async def whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    length = {"content-length": str(len(body))}
    await send({"type": "http.response.start", "status": status, "headers": raw(headers | length)})
    await piece(send, body, more=False)


async def piece(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


def raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
