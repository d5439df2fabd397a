"""Filing a report, from whatever channel: located, looked up, suggested an item, and opened as a case.

The hot path of the platform. `file` is the one way in for one report, `batch` for many at once. With nothing but
text and place it takes two statements: one that reads every current version number with the next case number,
one that writes everything.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.timezone import now as clock_now

from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.catalogue.suggest import Suggestion, suggest
from wangge.core import numbers
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.store import Result, opening
from wangge.core.flow.writing import Turned
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.case import contacts
from wangge.events.loop.database import Database
from wangge.events.models import Event
from wangge.network import locate
from wangge.network import queries as network
from wangge.network.problems import OUTSIDE

OLDEST = timedelta(days=365)
AHEAD = timedelta(minutes=10)  # a phone's clock may be a little fast
MAX_TEXT = 2000
MAX_PLACE = 200


class ContactDetails(msgspec.Struct, forbid_unknown_fields=True):
    """How the reporter wants to be reached; never required."""

    name: str = ""
    phone: str = ""


class Report(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A report as it comes in. Either a point (CGCS2000 degrees) or a place in words, or both.

    `action`: `report` (default), `draft`, or `settle` with `settle` filled in. `seen_at` is when it was seen,
    at most a year ago. `outside_id` is the sending system's own number: the same one is never filed twice.
    """

    text: str
    lng: float | None = None
    lat: float | None = None
    place: str = ""
    item_code: str = ""
    channel: str = ""
    seen_at: datetime | None = None
    outside_id: str = ""
    contact: ContactDetails | None = None
    action: str = "report"
    settle: dict[str, str | bool] | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """`muted_because` is the reason of the control rule the report fell under, if any."""

    event: Event
    suggestions: list[Suggestion]
    replayed: bool = False
    muted_because: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """A report that is checked and decided upon, and not stored yet."""

    report: Report
    opening: Turned
    suggestions: list[Suggestion]
    muted_because: str


def file(
    report: Report,
    actor: Actor,
    key: str | None = None,
    *,
    now: datetime | None = None,
    patrol: int | None = None,
) -> Filed:
    """File one report. The same `outside_id` of a channel, or the same `key` of an actor, gives the first
    result again; the same key for a different report is refused.

    Raises a Problem naming the field: empty or unclean text, a point outside the city or, from a system, outside the
    area of its token, an unknown place or item, a time that cannot be, an unknown channel.
    """
    now = now or clock_now()
    channel = checked(report, actor, now)
    (serial,), current = numbers.opening()
    (filed,) = keep([prepare(report, channel, actor, key, serial, Database(current), now, patrol)])
    if isinstance(filed, Problem):
        raise filed
    return filed


def prepare(
    report: Report,
    channel: str,
    actor: Actor,
    key: str | None,
    serial: int,
    world: Database,
    now: datetime,
    patrol: int | None = None,
) -> Filing:
    """Decide upon a report that was `checked`, under a running number and in a world of `numbers.opening`."""
    region = _place(report, world.numbers["boundary"])
    if actor.kind is ActorKind.SYSTEM and not actor.covers(region):
        where = ("place",) if report.lng is None else ("lng", "lat")
        raise invalid(**dict.fromkeys(where, N_("Outside the area of this token")))
    suggestions, item_code = _item(report, world.catalogue_version)
    # Without the contact: a telephone number can be found out again from a hash that outlives it.
    asked = digest("report", msgspec.to_builtins(msgspec.structs.replace(report, contact=None)))
    item = catalogue.find(item_code, world.catalogue_version) if item_code else None
    event = Event(
        case_no=numbers.case_no(serial, now),
        flow_version=world.numbers["flow:event"],
        region_code=region,
        text=report.text.strip(),
        channel=channel,
        source_key=_source_key(report, actor, channel, key),
        seen_at=report.seen_at or now,
        place=report.place.strip(),
        lng=report.lng,
        lat=report.lat,
        reporter_id=actor.person,
        token_id=actor.token,
        source_digest=asked,
        item_code=item_code,
        item_confirmed=False,
        catalogue_version=world.catalogue_version,
        grade=item.grade.value if item else "",
        patrol_id=patrol,
    )
    rule = world.rule(event) if report.action == "report" else None
    action = "report_controlled" if rule else report.action
    data = report.settle or {} if action == "settle" else {}
    opened = opening("event", event, action, actor, data, world, key=key, now=now)
    return Filing(report, opened, suggestions, rule.reason if rule else "")


def keep(filings: Sequence[Filing]) -> list[Filed | Problem]:
    """Store filings, the cases of all in one statement; with contact details, that and the sealed contacts in one
    transaction. A Problem stands for a key that was used for a different report."""
    with transaction.atomic() if any(map(_contact, filings)) else nullcontext():
        results = store.keep([filing.opening for filing in filings])
        for filing, result in zip(filings, results, strict=True):
            contact = _contact(filing)
            if contact and isinstance(result, Result) and not result.replayed:
                contacts.keep(result.case, contact.name, contact.phone)
    return [_filed(filing, result) for filing, result in zip(filings, results, strict=True)]


def _contact(filing: Filing) -> ContactDetails | None:
    contact = filing.report.contact
    return contact if contact and (contact.name or contact.phone) else None


def _filed(filing: Filing, result: Result | Problem) -> Filed | Problem:
    if isinstance(result, Problem):
        return result
    suggestions = filing.suggestions
    if result.replayed:
        suggestions = suggest(result.case.text, result.case.catalogue_version)
    return Filed(result.case, suggestions, result.replayed, filing.muted_because)


def checked(report: Report, actor: Actor, now: datetime) -> str:
    """The channel, after everything that can be checked without a question to the database."""
    refuse_unclean(msgspec.to_builtins(report))
    text = report.text.strip()
    if not text:
        raise invalid(text=N_("Say what you saw"))
    for field, longest in (("text", MAX_TEXT), ("place", MAX_PLACE), ("outside_id", 80)):
        if len(getattr(report, field)) > longest:
            raise invalid(**{field: N_("Too long")})
    if report.seen_at is not None:
        if report.seen_at.tzinfo is None:
            raise invalid(seen_at=N_("Give the time zone"))
        if not now - OLDEST <= report.seen_at <= now + AHEAD:
            raise invalid(seen_at=N_("Must lie within the past year"))
    if report.action == "settle" and not report.item_code:
        raise invalid(item_code=N_("Say which item you settled"))
    if report.action not in {"report", "draft", "settle"}:
        raise invalid(action=N_("Must be report, draft or settle"))
    channel = actor.channel or report.channel or ("patrol" if actor.grid else "resident")
    if channel not in CHANNELS:
        raise invalid(channel=N_("There is no such channel"))
    if actor.kind is ActorKind.REPORTER and (channel != "resident" or report.outside_id):
        # Else anyone could occupy the numbers of what a system is about to send.
        field = "outside_id" if report.outside_id else "channel"
        raise invalid(**{field: N_("Without an account a report comes from a resident")})
    if report.contact is not None:
        contacts.check(report.contact.name, report.contact.phone)
    return channel


def _place(report: Report, boundary: int) -> str:
    """The code of the grid the point lies in, else of the smallest region the words name."""
    if (report.lng is None) != (report.lat is None):
        raise invalid(**{"lat" if report.lat is None else "lng": N_("Longitude and latitude come together")})
    if report.lng is not None and report.lat is not None:
        locate.ensure(boundary)
        grid = locate.locate(report.lng, report.lat)
        if grid is None:
            raise Problem(OUTSIDE, fields={"lng": N_("Outside the city"), "lat": N_("Outside the city")})
        return grid
    if not report.place.strip():
        raise invalid(place=N_("Say where: a point on the map, or a place in words"))
    found = network.find_place(report.place)
    if found is None:
        raise invalid(place=N_("No region of the city is named here"))
    return found.code


def _item(report: Report, catalogue_version: int) -> tuple[list[Suggestion], str]:
    """What the text suggests, and the item to begin with: the one given, else the first suggestion.

    A suggestion only sorts the queue and sets the first time limit; a person confirms or changes it on
    acceptance (PIPL §24: no decision by automation alone).
    """
    suggestions = suggest(report.text, catalogue_version)
    if report.item_code:
        if catalogue.find(report.item_code, catalogue_version) is None:
            raise invalid(item_code=N_("There is no such item"))
        return suggestions, report.item_code
    return suggestions, suggestions[0].code if suggestions else ""


def _source_key(report: Report, actor: Actor, channel: str, key: str | None) -> str | None:
    """What makes two filings the same one: the sender's own number, or the client's key."""
    if report.outside_id:
        return f"{channel}:{report.outside_id}"
    if key is None:
        return None
    return f"{actor.kind.value}:{actor.token or actor.person or 0}:{key}"
