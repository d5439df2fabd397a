"""Region and grid codes (domain.md §2): text that begins with the codes of all regions above it.

City 4 digits, county 6, township or street 9, community or village 12, grid 15. Because a code begins with
all codes above it, a prefix is a jurisdiction and no table of ancestors is needed.
"""

import re
from enum import StrEnum
from typing import Final

from wangge.core.problems import invalid
from wangge.core.words import N_


class Level(StrEnum):
    """The levels of the network, from the top; the first four are regions and have service centres."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    GRID = "grid"


class Settlement(StrEnum):
    """What a township's or community's own segment says it is (domain.md §2)."""

    STREET = "street"
    TOWN = "town"
    RURAL_TOWNSHIP = "rural_township"
    RESIDENTS = "residents"
    VILLAGERS = "villagers"


LENGTHS: Final[dict[Level, int]] = {
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.COMMUNITY: 12,
    Level.GRID: 15,
}
REGION_LEVELS: Final[tuple[Level, ...]] = (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY)
_LEVELS: Final[dict[int, Level]] = {length: level for level, length in LENGTHS.items()}
_DIGITS: Final = re.compile(r"[0-9]+")


def level_of(code: str) -> Level:
    """The level of a region or grid code; ValueError for anything else."""
    level = _LEVELS.get(len(code))
    if level is None or not _DIGITS.fullmatch(code):
        raise ValueError(f"{code!r} is not a region or grid code")
    return level


def is_region(code: str) -> bool:
    return len(code) in _LEVELS and len(code) != 15 and _DIGITS.fullmatch(code) is not None


def is_grid(code: str) -> bool:
    return len(code) == 15 and _DIGITS.fullmatch(code) is not None


def parent_of(code: str) -> str:
    """The code one level up, "" for a city; ValueError if it is no code."""
    return ancestors(code)[-1] if level_of(code) is not Level.CITY else ""


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above this one, the city first; empty for a city; ValueError if it is no code."""
    length = LENGTHS[level_of(code)]
    return tuple(code[:each] for each in LENGTHS.values() if each < length)


def chain(code: str) -> tuple[str, ...]:
    """The codes above this one and itself, the city first."""
    return (*ancestors(code), code)


def at_level(code: str, level: Level | str) -> str | None:
    """The part of a code that names its region at a level; None where the code is higher than the level."""
    length = LENGTHS[Level(level)]
    return code[:length] if len(code) >= length else None


def covers(region: str, code: str) -> bool:
    """Whether a code lies in a region or is the region itself. The empty region covers nothing."""
    return bool(region) and code.startswith(region)


def settlement_of(code: str) -> Settlement:
    """What a township or community is by its own segment; a grid is read as its community.

    Township segment 001– street, 100– town, 200– township; community segment 001– residents' committee,
    200– villagers' committee (domain.md §2). ValueError for a city, a county or no code.
    """
    level = level_of(code)
    if level is Level.TOWNSHIP:
        segment = int(code[6:9])
        if segment >= 200:
            return Settlement.RURAL_TOWNSHIP
        return Settlement.TOWN if segment >= 100 else Settlement.STREET
    if level in (Level.COMMUNITY, Level.GRID):
        return Settlement.VILLAGERS if int(code[9:12]) >= 200 else Settlement.RESIDENTS
    raise ValueError(f"{code!r} is not the code of a township, community or grid")


def checked(code: str, field: str = "code", *, levels: tuple[Level, ...] = tuple(Level)) -> str:
    """The code as it came, or a Problem naming the field if it is no code of one of these levels."""
    try:
        good = level_of(code) in levels
    except ValueError:
        good = False
    if not good:
        raise invalid(**{field: N_("This is not a region or grid code")})
    return code
