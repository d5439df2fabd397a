"""Why nobody can alter a step unseen.

Each step's hash covers its own content and the hash before it, keyed (HMAC-SHA-256) with a secret that is not
in the database: someone with every right on the database still cannot make a chain that verifies. The case
keeps the number of its steps (its version) and the last hash, so a chain cut short is seen as well.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from wangge.core.secrets import secret

GENESIS = ""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed a step, by kind, label as shown then, and the numbers of person, posting and token."""

    kind: str
    label: str
    person: int | None = None
    posting: int | None = None
    token: int | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `seq` counts from 1 in a case; `at` is aware; `data` is plain JSON; `key` is the client's
    idempotency key and `digest` what was asked under it."""

    case_no: str
    seq: int
    action: str
    source: str
    target: str
    actor: Signature
    at: datetime
    data: dict[str, Any]
    key: str | None
    digest: str
    prev: str
    hash: str = ""


@cache
def _key() -> bytes:
    return bytes.fromhex(secret("chain"))


def seal(record: Record) -> str:
    """The hash of a step, 64 hexadecimal digits."""
    actor = record.actor
    content = msgspec.json.encode(
        [
            record.case_no,
            record.seq,
            record.action,
            record.source,
            record.target,
            [actor.kind, actor.label, actor.person, actor.posting, actor.token],
            record.at.astimezone(UTC).isoformat(timespec="microseconds"),
            _as_stored(record.data),
            record.key,
            record.digest,
            record.prev,
        ],
        order="deterministic",
    )
    return hmac.new(_key(), content, hashlib.sha256).hexdigest()


def _as_stored(value: Any) -> Any:
    """JSON as a jsonb column gives it back: a number keeps its value there, not the way it was written, so a
    float from 1e16 on returns as a whole number and -0.0 as 0.0. Else such a step would look altered."""
    match value:
        case float():
            return int(Decimal(repr(value))) if abs(value) >= 1e16 else value + 0.0
        case dict():
            return {key: _as_stored(each) for key, each in value.items()}
        case list() | tuple():
            return [_as_stored(each) for each in value]
    return value


def sealed(record: Record) -> Record:
    return msgspec.structs.replace(record, hash=seal(record))


class Fault(msgspec.Struct, frozen=True):
    """Where a chain breaks: the case, the step (0 for the case itself) and why, in a stable word."""

    case_no: str
    seq: int
    why: str


def verify(case_no: str, version: int, head: str, records: Iterable[Record]) -> Fault | None:
    """The first fault in a case's steps (in order of `seq`), or None when all of them hold."""
    prev, count = GENESIS, 0
    for count, record in enumerate(records, start=1):
        if record.seq != count:
            return Fault(case_no, count, "missing")
        if record.prev != prev:
            return Fault(case_no, count, "unlinked")
        if record.case_no != case_no or not hmac.compare_digest(record.hash, seal(record)):
            return Fault(case_no, count, "altered")
        prev = record.hash
    if count != version:
        return Fault(case_no, min(count, version) + 1, "missing" if count < version else "surplus")
    if prev != head:
        return Fault(case_no, 0, "head")
    return None


def digest(action: str, data: Any, *, keyed: bool = False) -> str:
    """What was asked, as a short hash: tells a repeated request from a different one under the same key.

    `keyed`: with the key of the chain, so that it confirms no guess at words that have been deleted since.
    """
    try:
        content = msgspec.json.encode([action, data], order="deterministic")
    except UnicodeEncodeError:  # half a character; the form will be refused, naming the field
        content = ascii([action, data]).encode()
    if keyed:
        return hmac.new(_key(), b"asked " + content, hashlib.sha256).hexdigest()[:32]
    return hashlib.sha256(content).hexdigest()[:32]
