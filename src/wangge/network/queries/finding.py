"""Which region or grid a text means that names it in words, in full or in part.

Names are looked for in memory; the index belongs to a boundary version, as regions only change with one.
"""

import re
import threading
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from wangge.core.codes import ancestors, level_of
from wangge.network import locate, source
from wangge.network.models import Grid, Region
from wangge.network.queries.places import Place, full_name

_CODE = re.compile(r"(?<!\d)\d{6,15}(?!\d)")


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """The deepest place a text names for certain: its code, full name and level."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class _Index:
    number: int
    places: dict[str, Place]
    full_names: dict[str, str]
    by_name: dict[str, frozenset[str]]
    starts: dict[str, tuple[str, ...]]  # first character → the names it begins, the longest first


_lock = threading.Lock()
_index: _Index | None = None


def find_place(text: str, boundary: int | None = None) -> PlaceMatch | None:
    """The place a text means; None if it names none, or only names that several places share.

    A name that several places share counts only where the rest of the text leaves one of them; else the
    answer is the smallest region that the text names for certain. A full code in the text is understood too.
    One query, for the version in force; none when the caller passes it as `boundary`.
    """
    index = indexed(locate.current_number() if boundary is None else boundary)
    text = unicodedata.normalize("NFKC", text)
    for digits in _CODE.findall(text):
        if digits in index.places:
            return _match(index, digits)
    named = _named(index, text)
    code = _deepest(named)
    if code is None:
        return None
    return _match(index, _grid(index, text, code) or code)


def _named(index: _Index, text: str) -> list[frozenset[str]]:
    """For each name in the text, the longest at its place, the codes it may stand for."""
    found = []
    at = 0
    while at < len(text):
        name = next((each for each in index.starts.get(text[at], ()) if text.startswith(each, at)), None)
        if name is not None:
            found.append(index.by_name[name])
        at += len(name or " ")
    return found


def _deepest(named: list[frozenset[str]]) -> str | None:
    """The one code that fits most of the names, a name fitting a code if it may stand for it or for a region
    above it; where several fit as many, the deepest region above all of them that is named itself."""
    fits: dict[str, int] = {}
    for code in frozenset().union(*named):
        path = {*ancestors(code), code}
        fits[code] = sum(1 for each in named if not path.isdisjoint(each))
    if not fits:
        return None
    most = max(fits.values())
    best = {code for code, count in fits.items() if count == most}
    # A region above another that fits as well says less than that other.
    best -= {above for code in best for above in ancestors(code)}
    if len(best) == 1:
        return best.pop()
    shared = set.intersection(*({*ancestors(code)} for code in best))
    certain = [code for code in shared if frozenset({code}) in named]
    return max(certain, key=len, default=None)


def _grid(index: _Index, text: str, community: str) -> str | None:
    naming = source.naming()
    written = re.search(naming.grid_written, text)
    if written is None or len(community) != 12:
        return None
    number = naming.number(written.group(1))
    code = f"{community}{number or 0:03d}"
    return code if code in index.places else None


def _match(index: _Index, code: str) -> PlaceMatch:
    return PlaceMatch(code, full_name(code, index.places), level_of(code).value)


def indexed(number: int) -> _Index:
    """The names of all places of a boundary version, from memory; two queries when it is a new one."""
    global _index
    held = _index
    if held is not None and held.number == number:
        return held
    with _lock:
        if _index is None or _index.number != number:
            _index = _build(number)
        return _index


def _build(number: int) -> _Index:
    """Two queries."""
    by_name: dict[str, set[str]] = defaultdict(set)
    places: dict[str, Place] = {}
    for code, name, short_name, level in Region.objects.values_list("code", "name", "short_name", "level"):
        places[code] = Place(code, short_name, level)
        by_name[unicodedata.normalize("NFKC", name)].add(code)
        by_name[unicodedata.normalize("NFKC", short_name)].add(code)
    for code, name in Grid.objects.values_list("code", "name"):
        places[code] = Place(code, name, "grid")
    starts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(by_name, key=len, reverse=True):
        starts[name[0]].append(name)
    return _Index(
        number,
        places,
        {code: full_name(code, places) for code in sorted(places)},
        {name: frozenset(codes) for name, codes in by_name.items()},
        {sign: tuple(each) for sign, each in starts.items()},
    )
