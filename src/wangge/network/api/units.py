"""Units over HTTP: found by name, region and kind; opened, renamed and closed by those who look after them.

GET  /unit-kinds                the kinds there are
GET  /units                     units by region, kind, words
GET  /units/{unit_id}           one
POST /units                     open one
PUT  /units/{unit_id}           change its name and phone
PUT  /units/{unit_id}/closed    close it for good
"""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from wangge.core import problems
from wangge.core.codes import REGION_LEVELS, Level, checked
from wangge.core.http import pages
from wangge.core.http.limits import Limit
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import actions, labels, queries, source
from wangge.network.actions.units import POWER
from wangge.network.api.who import holds, may_see
from wangge.network.queries import UnitView

router = Router(tags=["units"])


class UnitOut(Schema):
    """`parent` is the unit it works under; a closed unit (`active` false) gets nothing more."""

    id: int
    code: str
    name: str
    kind: str
    kind_name: str
    level: str
    level_name: str
    region: str
    region_name: str
    parent: int | None
    parent_name: str
    phone: str
    active: bool


class UnitPage(Schema):
    items: list[UnitOut]
    next: str | None


class UnitLevel(Schema):
    key: str
    label: str


class UnitKind(Schema):
    """A kind of unit and the levels such a unit exists at."""

    key: str
    label: str
    levels: list[UnitLevel]


class UnitKindList(Schema):
    items: list[UnitKind]


class UnitIn(Schema):
    """Without a name it is called after its region; a second unit of a kind in a region needs a code."""

    kind: str = Field(max_length=40)
    region: str = Field(max_length=12, pattern="^[0-9]+$")
    name: str = Field("", max_length=100)
    phone: str = Field("", max_length=20)
    code: str = Field("", max_length=60, pattern=r"^[0-9a-z_.]*$")


class UnitChange(Schema):
    name: str = Field(min_length=1, max_length=100)
    phone: str = Field("", max_length=20)


@router.get("/unit-kinds", response=UnitKindList, summary="The kinds of units")
def kinds(request: HttpRequest) -> dict[str, Any]:
    """In the order of the data file; without a query."""
    may_see(request)
    return {
        "items": [
            {
                "key": each.key,
                "label": labels.unit_kind(each.key),
                "levels": [{"key": level.value, "label": labels.level(level)} for level in each.levels],
            }
            for each in source.unit_kinds().values()
        ]
    }


@router.get("/units", response=UnitPage, summary="The units in a region")
def units(
    request: HttpRequest,
    region: str = "",
    kind: str = "",
    q: str = Query("", max_length=30),
    serving: str = Query("", max_length=15),
    closed: bool = False,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> dict[str, Any]:
    """By code: open units (and, if asked for, closed ones) in the region and everything below it, or, with
    `serving`, those that serve a place: of its region and of every region above it. `q` looks in the names."""
    may_see(request)
    for name, code, levels in (("region", region, REGION_LEVELS), ("serving", serving, tuple(Level))):
        if code:
            checked(code, name, levels=levels)
    if kind and kind not in source.unit_kinds():
        raise invalid(kind=N_("There is no such kind of unit"))
    found = queries.units(region, kind, words=q, serving=serving, closed=closed)
    order = ("-region_id", "code") if serving else ("code",)  # the nearest first: its code is the longest
    page = pages.page(found, order=order, cursor=cursor, limit=limit)
    return {"items": _out([queries.unit_view(row) for row in page.items]), "next": page.next}


@router.get("/units/{unit_id}", response=UnitOut, summary="One unit")
def one(request: HttpRequest, unit_id: int) -> dict[str, Any]:
    may_see(request)
    found = queries.unit(unit_id) if unit_id < 2**63 else None
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return _out([found])[0]


@router.post("/units", response={201: UnitOut}, summary="Open a unit")
def open_unit(request: HttpRequest, unit: UnitIn) -> Status[dict[str, Any]]:
    """For holders of `unit.edit`, in their own area."""
    made = actions.open_unit(
        unit.kind, unit.region, holds(request, POWER), name=unit.name, phone=unit.phone, code=unit.code
    )
    return Status(201, _out([made])[0])


@router.put("/units/{unit_id}", response=UnitOut, summary="Change a unit's name and phone")
def change(request: HttpRequest, unit_id: int, unit: UnitChange) -> dict[str, Any]:
    """For holders of `unit.edit`. What kind it is and where never changes: cases point at it."""
    return _out([actions.change_unit(unit_id, holds(request, POWER), name=unit.name, phone=unit.phone)])[0]


@router.put("/units/{unit_id}/closed", response=UnitOut, summary="Close a unit")
def close(request: HttpRequest, unit_id: int) -> dict[str, Any]:
    """For holders of `unit.edit`. 409 while people still serve there. Nothing more goes to a closed unit."""
    return _out([actions.close_unit(unit_id, holds(request, POWER))])[0]


def _out(found: list[UnitView]) -> list[dict[str, Any]]:
    """Units with the names of their regions and of the units above them: two queries."""
    regions = queries.names(unit.region_code for unit in found)
    parents = queries.unit_names(unit.parent for unit in found if unit.parent is not None)
    return [
        {
            "id": unit.id,
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "kind_name": labels.unit_kind(unit.kind),
            "level": unit.level,
            "level_name": labels.level(unit.level),
            "region": unit.region_code,
            "region_name": regions.get(unit.region_code, ""),
            "parent": unit.parent,
            "parent_name": parents.get(unit.parent or 0, ""),
            "phone": unit.phone,
            "active": unit.active,
        }
        for unit in found
    ]
