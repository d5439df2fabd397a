"""What anybody may know of the network without an account: the city, a place by words, the public card of a grid.

A card tells the name of whoever serves there and a telephone of an office. It is asked for by residents who
have a worker to find, and holds nothing else about a person: no private number, no posting, no account.
"""

from dataclasses import dataclass

from wangge.core.codes import Level, at_level, parent_of
from wangge.network import locate
from wangge.network.models import Boundary, Region
from wangge.network.queries import centre_at, grid_card, path
from wangge.network.queries.finding import indexed
from wangge.network.queries.places import Place, full_name
from wangge.network.queries.postings import WorkerView

MOST = 10
LONGEST = 60


@dataclass(frozen=True, slots=True)
class City:
    """`centre` is a point (longitude, latitude), `bounds` west, south, east, north; degrees, CGCS2000."""

    code: str
    name: str
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Named:
    """A place that was asked for in words."""

    code: str
    name: str
    full_name: str
    level: str


@dataclass(frozen=True, slots=True)
class Located:
    """The grid of a point with what it belongs to."""

    grid: Place
    full_name: str
    community: Place
    township: Place


@dataclass(frozen=True, slots=True)
class PublicCard:
    """A grid for its residents. `office` is whose number `phone` is: the grid's own, else its service centre's;
    both are empty where neither has one. The point lies in the grid."""

    code: str
    name: str
    full_name: str
    community: Place
    township: Place
    party: str
    phone: str
    office: str
    workers: list[WorkerView]
    lng: float
    lat: float
    generated: bool


def city() -> City | None:
    """The city this installation is for; None before it is loaded. Two queries."""
    region = Region.objects.filter(level=Level.CITY.value).first()
    outline = Boundary.objects.filter(level=Level.CITY.value, to_version=None).first() if region else None
    if region is None or outline is None:
        return None
    bounds = (outline.west, outline.south, outline.east, outline.north)
    return City(region.code, region.name, (outline.lng, outline.lat), bounds)


def located(lng: float, lat: float) -> Located | None:
    """The grid a point lies in; None outside the city. Two queries."""
    locate.ensure()
    code = locate.locate(lng, lat)
    if code is None:
        return None
    places = {place.code: place for place in path(code)}
    return Located(
        places[code],
        full_name(code, places),
        places[_above(code, Level.COMMUNITY)],
        places[_above(code, Level.TOWNSHIP)],
    )


def places(words: str) -> list[Named]:
    """The regions and grids whose full name holds all the words, in any order: those whose own name holds
    the last one first, then the higher ones; 10 at most. One query; the names are in memory."""
    wanted = words[:LONGEST].split()
    if not wanted:
        return []
    index = indexed(locate.current_number())
    found = [
        Named(code, index.places[code].name, whole, index.places[code].level)
        for code, whole in index.full_names.items()
        if all(word in whole for word in wanted)
    ]
    last = wanted[-1]
    found.sort(key=lambda at: (last not in at.name, len(at.code), at.code))
    return found[:MOST]


def inside(code: str) -> list[Named]:
    """What lies directly in a region: its counties, townships, communities or grids, in the order of their codes;
    nothing for a grid or an unknown code. One query; the names are in memory."""
    index = indexed(locate.current_number())
    return [
        Named(each, index.places[each].name, whole, index.places[each].level)
        for each, whole in index.full_names.items()
        if each != code and each.startswith(code) and parent_of(each) == code
    ]


def card(code: str) -> PublicCard | None:
    """The public card of a grid; None if there is no such grid. Four queries."""
    found = grid_card(code)
    if found is None:
        return None
    above = {place.code: place for place in found.above}
    community = above[_above(code, Level.COMMUNITY)]
    centre = centre_at(community.code)
    phone, office = found.phone, found.name
    if not phone:
        phone, office = (centre.phone, centre.name) if centre and centre.phone else ("", "")
    return PublicCard(
        code=code,
        name=found.name,
        full_name=found.full_name,
        community=community,
        township=above[_above(code, Level.TOWNSHIP)],
        party=found.party,
        phone=phone,
        office=office,
        workers=found.workers,
        lng=found.lng,
        lat=found.lat,
        generated=found.generated,
    )


def _above(code: str, level: Level) -> str:
    found = at_level(code, level)
    assert found is not None  # a grid has a community and a township above it
    return found
