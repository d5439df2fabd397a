"""What the loop asks of a care entry: its terms by the register, and a place for what is said.

What is said in a step is sealed beside it, and the step keeps a commitment: the SHA-256 of a random salt and the
words. As long as both are there anybody can see that these are the words of that day; when they have been deleted,
the salt is gone with them, and what stays confirms no guess.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.clocks.reckon import LOCAL
from wangge.core.crypto import open_, seal
from wangge.registry.care.definitions import Register, registers
from wangge.registry.care.models import CareEntry, CareWords

SALT = 16
FIELDS = 0  # the place of the register's own fields among what is said
BEGIN_DAYS = 30  # a proposal nobody agrees to or begins in these days ends


@dataclass(slots=True)
class CareWorld:
    """`colleagues`: the numbers of those who may care for somebody who lives there."""

    calendar: Calendar
    now: datetime
    colleagues: frozenset[int] = frozenset()
    said: list[tuple[int, bytes, str]] = field(default_factory=list)

    def span(self, case: CareEntry, clock: str) -> Span:
        """Calendar days: until it is agreed, until the next review, until the end of its last day."""
        match clock:
            case "agree":
                days = float(BEGIN_DAYS)
            case "review":
                days = float(registers()[case.register].review_days)
            case _:
                assert case.ends_on is not None
                days = max((end_of(case.ends_on) - self.now) / timedelta(days=1), 0.0)
        return Span(ClockKind.NATURAL_DAYS, days)

    def say(self, seq: int, data: Mapping[str, Any]) -> str:
        """Keep what is said until the entry is written (`keep`); its commitment, 64 hexadecimal digits."""
        salt, text = secrets.token_bytes(SALT), written(data)
        self.said.append((seq, salt, text))
        return commitment(salt, text)

    def keep(self, entry: CareEntry) -> None:
        """Seal what was said beside an entry that is stored."""
        for seq, salt, text in self.said:
            CareWords.objects.update_or_create(
                entry=entry,
                seq=seq,
                defaults={"salt": salt, "sealed": seal(text, context(entry.case_no, seq))},
            )
        self.said.clear()


def end_of(day: date) -> datetime:
    """The first moment after a day here."""
    return datetime.combine(day + timedelta(days=1), time(0), LOCAL).astimezone(UTC)


def last_day(entry: CareEntry) -> date:
    """The day beyond which this entry cannot be extended."""
    return entry.opened_at.astimezone(LOCAL).date() + timedelta(days=register_of(entry).longest_days)


def register_of(entry: CareEntry) -> Register:
    return registers()[entry.register]


def written(data: Mapping[str, Any]) -> str:
    """What is said, as the one text that is sealed and committed to."""
    return msgspec.json.encode(data, order="deterministic").decode()


def commitment(salt: bytes, text: str) -> str:
    return sha256(salt + text.encode()).hexdigest()


def context(case_no: str, seq: int) -> str:
    """What sealed words are bound to: moved to another entry or step they do not open."""
    return f"registry.care:{case_no}:{seq}"


def heard(entry: CareEntry, rows: Iterable[CareWords]) -> dict[int, dict[str, Any]]:
    """What was said, in the clear, by the number of its step (`FIELDS` for the register's fields)."""
    return {
        each.seq: msgspec.json.decode(open_(each.sealed, context(entry.case_no, each.seq))) for each in rows
    }
