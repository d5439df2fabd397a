"""What to ask for words, and for what a unit takes part in: keys, as a tsquery.

What has ended is asked stretch by stretch (`models.words.STRETCH`), the newest first, so a word that many cases
contain fetches no more of them than fill the page, and one that hardly any case has costs a short look into each
stretch. `BEFORE` stands where the number of the stretch comes in; what is open is asked without one.
"""

from datetime import datetime

from wangge.events.models.words import DIGITS, STRETCH, UNSPOKEN

# No text holds this sign, and what is asked for is freed from it.
BEFORE = "\x01"
# Lengths of a region code that are keys, the longest first.
AREAS = (15, 12, 9, 6)
_SPOKEN = str.maketrans("", "", UNSPOKEN + BEFORE)


def stretch_of(moment: datetime) -> int:
    """The number of the stretch that holds a moment."""
    return int(moment.timestamp() // STRETCH)


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


def anytime(query: str) -> str:
    """A query for what is open, whose keys have no stretch."""
    return query.replace(BEFORE, "")


def _key(text: str) -> str:
    """A key as a tsquery writes it."""
    return f"'{BEFORE}" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _all(queries: list[str]) -> str:
    return " & ".join(f"({each})" for each in dict.fromkeys(queries) if each)


def _any(queries: list[str]) -> str:
    return " | ".join(f"({each})" for each in dict.fromkeys(queries) if each)
