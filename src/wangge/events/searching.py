"""Looking for words among cases that have ended: what to ask the index `event_words`.

A word that many cases contain must not fetch them all to show the newest fifty. So a list looks through the newest
cases of its area first, then asks for those of the last weeks, and for all others only then: a word that has not
filled the page by now is a rare one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from wangge.events.models.words import DIGITS, STRETCH, UNSPOKEN

# Lengths of a region code that are keys, the longest first.
AREAS = (9, 6)
_SPOKEN = str.maketrans("", "", UNSPOKEN)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the past, `since` included and `until` excluded (None: no end), with the key of each of its stretches
    (none: any). Each is asked for by itself: for several at once the index would read through all their cases,
    but for one it reads those that have the words."""

    since: datetime | None
    until: datetime | None
    keys: tuple[str, ...] = ()


def near(newest: datetime) -> Window:
    """The stretch that holds `newest` and the one before it; and the one after it, as clocks differ."""
    number = int(newest.timestamp() // STRETCH)
    keys = tuple(_key(f"t{each}") for each in (number + 1, number, number - 1))
    return Window(datetime.fromtimestamp((number - 1) * STRETCH, UTC), None, keys)


def asked(words: str, region: str, number: bool) -> str:
    """The keys that a case must have which contains the words, as a tsquery; empty where words and place name none.

    `number`: the words may as well be part of a case number.
    """
    spoken = words.translate(_SPOKEN)
    if len(spoken) == 1:
        found = f"{_key(spoken)}:*"
    else:
        # Every second pair, and the last: each character is in one, and each key more is another list to be read.
        starts = {*range(0, len(spoken) - 1, 2), len(spoken) - 2}
        found = _all([_key(spoken[at : at + 2]) for at in sorted(starts) if at >= 0])
    if number and found:
        found = _any([found, _all([_key(words[at : at + DIGITS]) for at in range(len(words) - DIGITS + 1)])])
    length = next((each for each in AREAS if len(region) >= each), 0)
    return _all([found, _key(region[:length]) if length else ""])


def both(one: str, other: str) -> str:
    """Two queries at once; either may be empty."""
    return _all([one, other])


def of_unit(unit: int) -> str:
    """What a unit deals with."""
    return _key(str(unit))


def names_words(words: str) -> bool:
    """Whether there is anything in the words that the index knows."""
    return bool(words.translate(_SPOKEN))


def _key(text: str) -> str:
    """A key as a tsquery writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _all(queries: list[str]) -> str:
    return " & ".join(f"({each})" for each in dict.fromkeys(queries) if each)


def _any(queries: list[str]) -> str:
    return " | ".join(f"({each})" for each in dict.fromkeys(queries) if each)
