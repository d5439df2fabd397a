"""Looking for words among cases that have ended: what to ask the index `event_words`, and how far back at once.

A word that many cases contain must not fetch them all to show the newest fifty, so the past is asked in stretches
that grow: while a stretch has not filled the page, the word is rare, and a longer one holds little more of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from wangge.events.models.words import DIGITS, STRETCH, UNSPOKEN

# How many stretches of sixteen days each look goes back, before the last that has no end.
GROWING = (1, 5, 25)
# Lengths of a region code that are keys, the longest first.
AREAS = (9, 6)
_SPOKEN = str.maketrans("", "", UNSPOKEN)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the past, `since` included and `until` excluded (None: no end), with the keys of its stretches
    (empty: any)."""

    since: datetime | None
    until: datetime | None
    keys: str


def windows(newest: datetime, since: datetime | None) -> Iterator[Window]:
    """From the stretch that holds `newest` and the one after it (clocks differ) back to `since` or for ever."""
    until, top = None, _stretch(newest) + 1
    for count in GROWING:
        bottom = top - count
        begin = datetime.fromtimestamp(bottom * STRETCH, UTC)
        yield Window(begin, until, _any([f"t{number}" for number in range(bottom, top + 1)]))
        if since is not None and begin <= since:
            return
        until, top = begin, bottom - 1
    yield Window(None, until, "")


def asked(words: str, region: str, number: bool) -> str:
    """The keys that a case must have which contains the words, as a tsquery; empty where words and place name none.

    `number`: the words may as well be part of a case number.
    """
    spoken = words.translate(_SPOKEN)
    if len(spoken) == 1:
        found = f"{_key(spoken)}:*"
    else:
        found = _all([_key(spoken[at : at + 2]) for at in range(len(spoken) - 1)])
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


def _stretch(moment: datetime) -> int:
    return int(moment.timestamp() // STRETCH)


def _key(text: str) -> str:
    """A key as a tsquery writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _all(queries: list[str]) -> str:
    return " & ".join(f"({each})" for each in dict.fromkeys(queries) if each)


def _any(queries: list[str]) -> str:
    return " | ".join(f"({each})" for each in dict.fromkeys(queries) if each)
