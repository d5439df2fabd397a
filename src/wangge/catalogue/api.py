"""`/items` and `/catalogue/versions`: what may be reported, and the versions that said so.

A version never changes, so what is read carries its number as `ETag` and is not sent twice.
"""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import Field, Path, Query, Router, Schema

from wangge.accounts.auth import ANY, actor_of, require
from wangge.accounts.cases.labels import CLOCK_KINDS
from wangge.catalogue import actions, labels, queries
from wangge.catalogue.items import GridItem, UnitRef
from wangge.catalogue.suggest import suggest
from wangge.core.http.documents import json_response
from wangge.network import labels as places

router = Router(tags=["catalogue"], auth=ANY)
SEE = "catalogue.see"


class AskedEvidence(Schema):
    """A kind of evidence and how much of it, in words."""

    label: str
    value: str


class UnitKindOut(Schema):
    """A kind of unit, what it is called, and the level preferred."""

    kind: str
    name: str
    level: str
    level_name: str


class SpanOut(Schema):
    """An amount of time on one kind of clock: urgent_hours, working_hours, working_days, natural_days."""

    kind: str
    kind_name: str
    amount: float


class LimitsOut(Schema):
    accept: SpanOut
    dispatch: SpanOut
    handle: SpanOut
    verify: SpanOut


class ItemLine(Schema):
    """`urgent`: the handling clock runs at night and on holidays; `emergency`: numbers to call at once."""

    code: str
    name: str
    field: str
    field_name: str
    class_code: str
    class_name: str
    grade: str
    grade_name: str
    settle_on_spot: bool
    urgent: bool
    emergency: list[str]


class ItemList(Schema):
    version: int
    items: list[ItemLine]


class ItemOut(ItemLine):
    version: int
    filing: str
    closing: str
    limits: LimitsOut
    lead: UnitKindOut
    joint: list[UnitKindOut]
    evidence: dict[str, str]
    evidence_lines: list[AskedEvidence]
    keywords: list[str]
    standard_version: str


class SuggestionOut(Schema):
    """`reasons` are words found in the text; a person confirms the item."""

    code: str
    name: str
    score: float
    reasons: list[str]


class SuggestionList(Schema):
    version: int
    items: list[SuggestionOut]


class VersionOut(Schema):
    number: int
    title: str
    standard_version: str
    effective_day: date
    published_at: datetime
    published_by: str
    note: str
    digest: str


class VersionList(Schema):
    """`current` is the version in force; a later one may wait for its day."""

    current: int
    items: list[VersionOut]


class CodeAndName(Schema):
    code: str
    name: str


class ChangeLine(Schema):
    """A field by name, what it said before and what it says now, in words."""

    label: str
    before: str
    after: str


class ChangedOut(CodeAndName):
    """`lines` is for people; `fields` maps a field to what it said before and what it says now."""

    lines: list[ChangeLine]
    fields: dict[str, tuple[Any, Any]]


class DifferenceOut(Schema):
    a: int
    b: int
    added: list[CodeAndName]
    removed: list[CodeAndName]
    changed: list[ChangedOut]


class SuggestIn(Schema):
    """The words of a report, and at most how many items."""

    text: str = Field(min_length=1, max_length=2000)
    limit: int = Field(3, ge=1, le=10)


class PublishIn(Schema):
    """`document` has the shape of the shipped file (docs: catalogue)."""

    document: dict[str, Any]
    note: str = Field("", max_length=500)


class ItemFilters(Schema):
    field: str | None = Field(None, max_length=30)
    grade: Literal["I", "II", "III", "IV"] | None = None
    q: str | None = Field(None, max_length=30)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


@router.get("/items", response=ItemList, summary="The items of a version")
def listed(request: HttpRequest, filters: Query[ItemFilters]) -> HttpResponse:
    """All items, in the order of their codes; every filter narrows. `q` looks in code, name, condition and
    keywords. Without `version`: the one in force."""
    require(request, SEE)
    number = queries.current_number() if filters.version is None else filters.version
    found = [_line(item) for item in queries.items(number) if _wanted(item, filters)]
    return _tagged(request, number, {"version": number, "items": found})


@router.post("/items/suggest", response=SuggestionList, summary="Which item a text is probably about")
def suggested(request: HttpRequest, asked: SuggestIn) -> dict[str, Any]:
    """Likeliest first, with the words that say so; none where nothing is recognised. Asked with a body: the words of
    a report in an address would stand in every log on the way."""
    require(request, SEE)
    number = queries.current_number()
    found = [msgspec.to_builtins(each) for each in suggest(asked.text, number, asked.limit)]
    return {"version": number, "items": found}


@router.get("/items/{code}", response=ItemOut, summary="One item")
def one(
    request: HttpRequest, code: str, version: int | None = Query(None, ge=1, le=2**31 - 1)
) -> HttpResponse:
    """As it stands in `version`; without it, in the one in force."""
    require(request, SEE)
    number = queries.current_number() if version is None else version
    item = queries.item(code, number)
    plain = msgspec.to_builtins(item)
    whole = {
        **plain,
        "grade_name": labels.grade(item.grade),
        "limits": {
            step: span | {"kind_name": gettext(CLOCK_KINDS[span["kind"]])}
            for step, span in plain["limits"].items()
        },
        "evidence_lines": [
            {"label": gettext(labels.EVIDENCE[kind]), "value": gettext(labels.AMOUNTS[amount])}
            for kind, amount in item.evidence.items()
        ],
        "lead": _unit(item.lead),
        "joint": [_unit(each) for each in item.joint],
        "urgent": item.urgent,
        "version": number,
    }
    return _tagged(request, number, whole)


@router.get("/catalogue/versions", response=VersionList, summary="Versions published")
def versions(request: HttpRequest) -> dict[str, Any]:
    """Newest first."""
    require(request, SEE)
    return {
        "current": queries.current_number(),
        "items": [msgspec.structs.asdict(version) for version in queries.versions()],
    }


@router.get(
    "/catalogue/versions/{a}/difference/{b}", response=DifferenceOut, summary="What changed between versions"
)
def difference(
    request: HttpRequest,
    a: int = Path(..., ge=1, le=2**31 - 1),
    b: int = Path(..., ge=1, le=2**31 - 1),
) -> dict[str, Any]:
    """Items that `b` has and `a` has not, the other way round, and what their common items say otherwise."""
    require(request, SEE)
    found: dict[str, Any] = msgspec.to_builtins(queries.difference(a, b))
    for changed in found["changed"]:
        changed["lines"] = [
            {"label": label, "before": before, "after": after}
            for name, values in changed["fields"].items()
            for label, before, after in labels.lines(name, *values)
        ]
    return found


@router.post("/catalogue/versions", response=VersionOut, summary="Publish a version")
def publish(request: HttpRequest, wanted: PublishIn) -> dict[str, Any]:
    """For holders of `catalogue.publish`. Every fault is named, as `items.17.limits.handle`. A document that
    says what the newest version says already gives that version back."""
    return msgspec.structs.asdict(actions.publish(wanted.document, actor_of(request), wanted.note))


def _line(item: GridItem) -> dict[str, Any]:
    own = {name: getattr(item, name) for name in ItemLine.model_fields if name != "grade_name"}
    return own | {"grade_name": labels.grade(item.grade)}


def _unit(unit: UnitRef) -> dict[str, str]:
    return {
        "kind": unit.kind,
        "name": places.unit_kind(unit.kind),
        "level": unit.level,
        "level_name": places.level(unit.level),
    }


def _wanted(item: GridItem, filters: ItemFilters) -> bool:
    if filters.field and item.field != filters.field:
        return False
    if filters.grade and item.grade != filters.grade:
        return False
    if not filters.q:
        return True
    sought = filters.q.casefold()
    return any(sought in text.casefold() for text in (item.code, item.name, item.filing, *item.keywords))


def _tagged(request: HttpRequest, number: int, payload: dict[str, Any]) -> HttpResponse:
    """The payload under the number of its version, or 304 where the caller has it."""
    tag = f'"catalogue-{number}-{get_language()}"'
    if tag in (each.strip() for each in request.headers.get("If-None-Match", "").split(",")):
        response = HttpResponse(status=304)
    else:
        response = json_response(payload)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
