"""Which item a text is probably about, with the very words that say so. It suggests; a person confirms.

Two kinds of evidence. Keywords are what residents say (`井盖 没了`): strong, more so the longer they are and the
fewer items share them. Pairs of characters a text has in common with an item's name and filing condition are
weak and only ever settle between near candidates or give a hint where no keyword is found. The longest match
wins: where 污水井盖 stands, the 井盖 in it counts for nothing. What is denied (不是漏水) counts for nothing.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import msgspec

from wangge.catalogue.items import GridItem
from wangge.catalogue.queries import Catalogue, catalogue

LANGUAGE = Path(__file__).parent / "data" / "language.yaml"
# A report is rarely longer; what comes after says nothing new about which item it is.
READ = 600
# The parts of a keyword stand at most this far apart, in characters.
WINDOW = 14
# Weight of a keyword by its characters, and of each further keyword of the same item beside the best.
WEIGHT = (0.0, 0.4, 1.0, 1.5, 1.9, 2.2, 2.4)
FURTHER = 0.5
# Pairs that many items share tell nothing; below `ALONE` pairs, pairs alone suggest nothing.
COMMON_PAIR = 10
PAIR_WEIGHT = 0.15
PAIRS_AT_MOST = 0.9
ALONE = 3
# Evidence of this size gives a score of 63 %.
SCALE = 2.0


class Suggestion(msgspec.Struct, frozen=True):
    """An item, a score from 0 to 1 (1 is never reached), and the words found in the text, in its order."""

    code: str
    name: str
    score: float
    reasons: list[str]


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    denials: list[str]
    no_denials: list[str]
    denial_ends: list[str]
    sentence_ends: list[str]


class Keyword(NamedTuple):
    """`weights` maps each item that has it to what finding it is worth."""

    parts: tuple[str, ...]
    size: int
    weights: dict[int, float]


# Where a word begins, and the word.
Place = tuple[int, str]


class Found(NamedTuple):
    """A keyword found; `mask` has a bit for each character it stands on."""

    keyword: Keyword
    mask: int
    places: tuple[Place, ...]


def suggest(text: str, version: int | None = None, limit: int = 3) -> list[Suggestion]:
    """Up to `limit` items, likeliest first; none where nothing is recognised. `version` None: the one in
    force (one statement); a version this process knows costs no statement."""
    return index(catalogue(version)).suggest(text, limit)


@lru_cache(maxsize=8)
def index(of: Catalogue) -> "Index":
    """The index of one version, built once (some ten milliseconds)."""
    return Index(list(of.items.values()))


class Index:
    """All words of one version, ready to be looked for."""

    def __init__(self, items: Sequence[GridItem]) -> None:
        self._items = items
        language = msgspec.yaml.decode(LANGUAGE.read_bytes(), type=Language)
        self._ends = re.compile("|".join(map(re.escape, language.sentence_ends)))
        # Longest first, so that 是不是 is seen before the 不是 in it.
        self._denials = _alternatives([*language.no_denials, *language.denials])
        self._no_denials = frozenset(language.no_denials)
        self._denial_ends = _alternatives(language.denial_ends)
        self._keywords(items)
        self._pairs(items)

    def _keywords(self, items: Sequence[GridItem]) -> None:
        owners: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, item in enumerate(items):
            for word in {*item.keywords, item.name}:
                owners[tuple(word.casefold().split())].append(at)
        parts: set[str] = set()
        self._single: dict[str, Keyword] = {}
        # Keywords of several parts by their two longest: the rarest, as a rule.
        self._several: dict[str, dict[str, list[Keyword]]] = defaultdict(lambda: defaultdict(list))
        for words, having in owners.items():
            size = sum(map(len, words))
            worth = WEIGHT[min(size, len(WEIGHT) - 1)] / math.sqrt(len(having))
            keyword = Keyword(words, size, dict.fromkeys(having, worth))
            if len(words) == 1:
                self._single[words[0]] = keyword
            else:
                longest, second, *_ = sorted(words, key=len, reverse=True)
                self._several[longest][second].append(keyword)
            parts.update(words)
        # A word of one character is looked up by itself, any other by its first two.
        self._short = frozenset(part for part in parts if len(part) == 1)
        self._long: dict[str, list[str]] = defaultdict(list)
        for part in parts - self._short:
            self._long[part[:2]].append(part)

    def _pairs(self, items: Sequence[GridItem]) -> None:
        owners: dict[str, set[int]] = defaultdict(set)
        for at, item in enumerate(items):
            for text in (item.name, item.filing):
                for pair in map("".join, pairwise(text)):
                    if pair.isalnum():
                        owners[pair].add(at)
        most = math.log(len(items) + 1)
        self._by_pair = {
            pair: (math.log((len(items) + 1) / len(having)) / most, tuple(having))
            for pair, having in owners.items()
            if len(having) <= COMMON_PAIR
        }

    def suggest(self, text: str, limit: int = 3) -> list[Suggestion]:
        text = text[:READ].casefold()
        denied = self._denied(text)
        worths: dict[int, list[float]] = defaultdict(list)
        places: dict[int, set[Place]] = defaultdict(set)
        for found in _longest(self._found(text, denied)):
            for at, worth in found.keyword.weights.items():
                worths[at].append(worth)
                places[at].update(found.places)
        pairs = self._pairs_in(text, denied)
        hints: dict[int, list[float]] = defaultdict(list)
        for _, _, weight, having in pairs:
            for at in having:
                hints[at].append(weight)
        strengths = {at: max(found) + FURTHER * (sum(found) - max(found)) for at, found in worths.items()}
        for at, weights in hints.items():
            if at in strengths or len(weights) >= ALONE:
                hint = min(PAIRS_AT_MOST, PAIR_WEIGHT * sum(weights))
                strengths[at] = strengths.get(at, 0.0) + hint
        # Between equals the danger comes first.
        ranked = sorted(strengths, key=lambda at: (-strengths[at], not self._items[at].emergency, at))[:limit]
        return [
            Suggestion(
                self._items[at].code,
                self._items[at].name,
                round(1 - math.exp(-strengths[at] / SCALE), 3),
                _reasons(places[at] or {(start, pair) for start, pair, _, having in pairs if at in having}),
            )
            for at in ranked
        ]

    def _denied(self, text: str) -> int:
        """A bit for each character that stands in a denied part."""
        mask = 0
        for match in self._denials.finditer(text):
            if match[0] in self._no_denials:
                continue
            end = self._denial_ends.search(text, match.end())
            mask |= _bits(match.start(), end.start() if end else len(text))
        return mask

    def _found(self, text: str, denied: int) -> list[Found]:
        standing: dict[str, list[int]] = {}
        short, long = self._short, self._long
        for at, start in enumerate(text):
            if start in short and not denied >> at & 1:
                standing.setdefault(start, []).append(at)
            for part in long.get(text[at : at + 2], ()):
                if text.startswith(part, at) and not denied >> at & 1:
                    standing.setdefault(part, []).append(at)
        ends = [match.start() for match in self._ends.finditer(text)]
        found = []
        for part, places in standing.items():
            single = self._single.get(part)
            if single is not None:
                found += [Found(single, _bits(at, at + len(part)), ((at, part),)) for at in places]
            several = self._several.get(part)
            if several is not None:
                for other in several.keys() & standing.keys():
                    for keyword in several[other]:
                        together = _together(keyword, standing, ends)
                        if together:
                            found.append(together)
        return found

    def _pairs_in(self, text: str, denied: int) -> list[tuple[int, str, float, tuple[int, ...]]]:
        """Each known pair of characters once: where, which, its weight, and the items that have it."""
        first: dict[str, int] = {}
        for at in range(len(text) - 1):
            first.setdefault(text[at : at + 2], at)
        known = self._by_pair
        return [
            (at, pair, *known[pair]) for pair, at in first.items() if pair in known and not denied >> at & 1
        ]


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _together(keyword: Keyword, standing: dict[str, list[int]], ends: list[int]) -> Found | None:
    """The parts of a keyword where they stand closest, if in one window of one sentence and not upon each
    other; None where a part is missing."""
    best: Found | None = None
    nearest = WINDOW + 1
    for places in product(*(standing.get(part, ())[:8] for part in keyword.parts)):
        first, last = min(places), max(places)
        if last - first >= nearest:
            continue
        mask = 0
        for at, part in zip(places, keyword.parts, strict=True):
            bits = _bits(at, at + len(part))
            if mask & bits:
                break
            mask |= bits
        else:
            if not any(first < end < last for end in ends):
                nearest = last - first
                best = Found(keyword, mask, tuple(zip(places, keyword.parts, strict=True)))
    return best


def _longest(found: list[Found]) -> Iterable[Found]:
    """What is left when matches are dropped that lie within longer ones: wholly (路灯 in 路灯 不亮), or with one
    part inside a longer word (the 井盖 of 井盖 丢 in 污水井盖). A keyword counts once."""
    spans = sorted({(at, -at - len(word)) for one in found for at, word in one.places})
    inner: set[tuple[int, int]] = set()
    reach = 0
    for at, end in spans:  # from left to right, the longest first: whatever ends within reach lies inside
        if -end <= reach:
            inner.add((at, -end - at))
        reach = max(reach, -end)
    found = [one for one in found if not any((at, len(word)) in inner for at, word in one.places)]
    kept: dict[tuple[str, ...], Found] = {}
    for one in found:
        size, mask = one.keyword.size, one.mask
        for other in found:
            if other.keyword.size > size and other.mask & mask == mask:
                break
        else:
            kept.setdefault(one.keyword.parts, one)
    return kept.values()


def _reasons(places: set[Place]) -> list[str]:
    """The words in the order of the text, each once, none that lies within another."""
    words = list(dict.fromkeys(word for _, word in sorted(places)))
    return [word for word in words if not any(word != other and word in other for other in words)]
