"""Who listens, and who hears what: a change reaches those who may see the case after it, and nobody else.

Nothing here waits or asks the database. Everything runs on one event loop, so nothing needs a lock.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from wangge.config.stream.feed import Change
from wangge.core.actors import Actor
from wangge.core.scope import Scope
from wangge.network.scope import matches

KEEP_SECONDS = 300  # how long a listener may have been away and still hear what was missed
KEEP_CHANGES = 50_000
# Whoever reads so slowly that more than this waits is told to load anew instead.
MOST_WAITING = 500
# A listener whose session has not been looked at for so long hears nothing until it has been.
TRUST_SECONDS = 60.0

Key = tuple[str, str | int]


class Told(msgspec.Struct, frozen=True):
    """The data of a message: which case moved, and where it stands now; nothing of what it is about."""

    kind: str
    case_no: str
    version: int
    state: str
    region_code: str
    at: str


RESET = b"event: reset\ndata: {}\n\n"
ENDED = b"event: ended\ndata: {}\n\n"


@dataclass(eq=False, slots=True)
class Listener:
    """One open connection. `checked` is when its session was last found valid (monotonic seconds)."""

    session: str
    actor: Actor
    checked: float
    waiting: list[bytes] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    missed: bool = False
    ended: bool = False  # by us: the session is over
    gone: bool = False  # by them: the connection is closed

    def offer(self, chunk: bytes) -> None:
        if self.missed:
            return
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            self.missed = True
        else:
            self.waiting.append(chunk)
        self.wake.set()

    def end(self) -> None:
        self.ended = True
        self.wake.set()

    def leave(self) -> None:
        self.gone = True
        self.wake.set()


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: int
    change: Change
    frame: bytes


class Hub:
    """All listeners, found by what may make a case visible to them, and the changes of the last minutes.

    A stamp is the millisecond of a batch: it says nothing about how much happened elsewhere, as counting would.
    """

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.by_key: dict[Key, set[Listener]] = defaultdict(set)
        self.by_person: dict[int, int] = defaultdict(int)
        self.kept: deque[_Kept] = deque()
        self.stamp = int(time.time() * 1000)
        self.since = self.stamp  # what happened after this stamp is still known

    def join(self, listener: Listener, last_seen: str = "") -> None:
        """Add a listener; one that was here before (`Last-Event-ID`) hears what it missed, or `reset`."""
        self.listeners.add(listener)
        if listener.actor.person is not None:
            self.by_person[listener.actor.person] += 1
        self._watch(listener)
        listener.offer(b"".join([*self._missed(listener, last_seen), self.mark()]))

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        self._unwatch(listener)
        person = listener.actor.person
        if person is not None:
            self.by_person[person] -= 1
            if not self.by_person[person]:
                del self.by_person[person]

    def renew(self, listener: Listener, actor: Actor, now: float) -> None:
        """The session was found valid; the posting, and so what may be seen, can be another one."""
        if actor != listener.actor:
            self._unwatch(listener)
            listener.actor = actor
            self._watch(listener)
        listener.checked = now
        if listener.missed:
            listener.wake.set()

    def publish(self, changes: list[Change]) -> None:
        """Tell these changes, in one piece, to everybody who may see the case as it is now."""
        self.stamp = max(self.stamp + 1, int(time.time() * 1000))
        now = time.monotonic()
        heard: dict[Listener, list[bytes]] = defaultdict(list)
        for change in changes:
            frame = encode(change)
            self.kept.append(_Kept(self.stamp, change, frame))
            for listener in self._audience(change):
                if now - listener.checked > TRUST_SECONDS:
                    listener.missed = True
                else:
                    heard[listener].append(frame)
        mark = self.mark()
        for listener, frames in heard.items():
            listener.offer(b"".join([*frames, mark]))
        self._forget()

    def reset(self) -> None:
        """Nothing that was known holds any more: everybody loads anew."""
        self.kept.clear()
        self.stamp = self.since = max(self.stamp + 1, int(time.time() * 1000))
        for listener in self.listeners:
            listener.offer(RESET + self.mark())

    def take(self, listener: Listener) -> bytes:
        """What waits for a listener, which waits no more; empty if nothing does."""
        listener.wake.clear()
        if listener.ended:
            return ENDED
        if listener.missed:
            if time.monotonic() - listener.checked > TRUST_SECONDS:
                return b""
            listener.missed = False
            listener.waiting.clear()
            return RESET + self.mark()
        chunk = b"".join(listener.waiting)
        listener.waiting.clear()
        return chunk

    def mark(self) -> bytes:
        """How far a listener is when it has read this: only an id, which is no message."""
        return b"id: %d\n\n" % self.stamp

    def _missed(self, listener: Listener, last_seen: str) -> Iterator[bytes]:
        if not last_seen:
            return
        seen = int(last_seen) if last_seen.isascii() and last_seen.isdigit() and len(last_seen) < 16 else -1
        if not self.since <= seen <= self.stamp:
            yield RESET
            return
        for each in self.kept:
            if each.stamp > seen and may_see(listener.actor, each.change):
                yield each.frame

    def _audience(self, change: Change) -> Iterable[Listener]:
        near: set[Listener] = set()
        for key in case_keys(change.kind.scope, change):
            near.update(self.by_key.get(key, ()))
        return [listener for listener in near if may_see(listener.actor, change)]

    def _forget(self) -> None:
        oldest = self.stamp - KEEP_SECONDS * 1000
        while self.kept and (self.kept[0].stamp < oldest or len(self.kept) > KEEP_CHANGES):
            self.since = self.kept.popleft().stamp

    def _watch(self, listener: Listener) -> None:
        for key in actor_keys(listener.actor):
            self.by_key[key].add(listener)

    def _unwatch(self, listener: Listener) -> None:
        for key in actor_keys(listener.actor):
            self.by_key[key].discard(listener)
            if not self.by_key[key]:
                del self.by_key[key]


def may_see(actor: Actor, change: Change) -> bool:
    """The rule of every list and detail: `network.scope`."""
    return matches(change.kind.scope, actor, change.facts.__getitem__)


def actor_keys(actor: Actor) -> list[Key]:
    """Where a listener stands in the index: a change none of these appears in cannot concern it."""
    keys: list[Key] = [("desk", desk) for desk in actor.desks]
    if actor.region:
        keys.append(("region", actor.region))
    if actor.unit is not None:
        keys.append(("unit", actor.unit))
    if actor.person is not None:
        keys.append(("person", actor.person))
    if actor.case_no:
        keys.append(("case", actor.case_no))
    return keys


def case_keys(scope: Scope, change: Change) -> list[Key]:
    """Under which keys those are found who may see a case; who of them really may, `may_see` says."""
    facts = change.facts
    keys: list[Key] = []
    if scope.region:
        code = facts[scope.region]
        keys += [("region", code[:length]) for length in range(1, len(code) + 1)]
    if scope.unit and facts[scope.unit] is not None:
        keys.append(("unit", facts[scope.unit]))
    if scope.units:
        keys += [("unit", unit) for unit in facts[scope.units]]
    if scope.desk and facts[scope.desk]:
        keys.append(("desk", facts[scope.desk]))
    if scope.person and facts[scope.person] is not None:
        keys.append(("person", facts[scope.person]))
    if scope.case:
        keys.append(("case", facts[scope.case]))
    return keys


def encode(change: Change) -> bytes:
    """A change as a server-sent event."""
    told = Told(
        change.kind.name,
        change.case_no,
        change.version,
        change.state,
        change.region_code,
        change.at.isoformat(),
    )
    return b"event: case\ndata: " + msgspec.json.encode(told) + b"\n\n"
