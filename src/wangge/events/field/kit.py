"""Everything the field app needs while there is no network, in one document that changes seldom.

Facts and forms only: no case, no resident, nothing about anyone but the worker whose phone it is and the public
cards of the grid. What is to do today is asked for apart (`field.today`).
"""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from wangge.accounts import queries as accounts
from wangge.catalogue import queries as catalogue
from wangge.catalogue.items import GridItem
from wangge.core.actors import Actor
from wangge.core.flow import forms
from wangge.core.words import chinese
from wangge.events.files.attachments import MEDIA
from wangge.events.intake import reports
from wangge.events.labels import GRADES, Named, all_of, named
from wangge.events.lists.choices import Choices, choices
from wangge.events.loop.forms import EmergencyService, Settle
from wangge.events.patrols.flow import PATROL
from wangge.network import public
from wangge.network import queries as network
from wangge.network.public import PublicCard


class Worker(msgspec.Struct, frozen=True):
    """Whose phone it is; `grid` is "" for somebody who serves at a unit."""

    name: str
    role: Named | None
    place: str
    grid: str


class KitItem(msgspec.Struct, frozen=True):
    """An item as a phone needs it: `keywords` to suggest it from words, `closing` to tick, `emergency` to call."""

    code: str
    name: str
    field: Named
    grade: Named
    settle_on_spot: bool
    filing: str
    closing: str
    evidence: dict[str, str]
    keywords: list[str]
    emergency: list[str]


class Phone(msgspec.Struct, frozen=True):
    """A number of an office, never of a person."""

    name: str
    phone: str


class FileLimit(msgspec.Struct, frozen=True):
    """What may be attached: a media type and the most bytes of it."""

    type: str
    kind: str
    most: int


class Limits(msgspec.Struct, frozen=True):
    """Characters of a report's text and place, and the files it takes."""

    text: int
    place: int
    files: list[FileLimit]


class VisitLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of `data/visits.yaml` in both languages."""

    name: str
    en: str


class VisitLines(msgspec.Struct, frozen=True):
    """What is often asked for and offered on a visit, to be ticked; ticked lines become words of the visit."""

    asked_for: list[str]
    offered: list[str]


class Kit(msgspec.Struct, frozen=True):
    """`outlines` is a GeoJSON FeatureCollection (properties: code, name, level, own, generated); `forms` holds
    JSON Schemas by the action they belong to."""

    worker: Worker
    grid: PublicCard | None
    outlines: dict[str, Any]
    catalogue_version: int
    items: list[KitItem]
    forms: dict[str, dict[str, dict[str, Any]]]
    visit: VisitLines
    limits: Limits
    emergency: list[Named]
    phones: list[Phone]
    choices: Choices


def kit(actor: Actor) -> Kit:
    """The kit of whoever asks, in the language in force: nine queries for a worker of a grid."""
    posting = network.active_posting(actor.person, actor.posting) if actor.person else None
    role = accounts.roles([posting.role]).get(posting.role) if posting else None
    around = network.around(actor.grid) if actor.grid else []
    number = catalogue.current_number()
    return Kit(
        worker=Worker(
            actor.label,
            Named(role.key, role.name if chinese() else role.name_en) if role else None,
            posting.place if posting else "",
            actor.grid,
        ),
        grid=public.card(actor.grid) if actor.grid else None,
        outlines={"type": "FeatureCollection", "features": [each.feature() for each in around]},
        catalogue_version=number,
        items=[_short(item) for item in catalogue.items(number)],
        forms={
            "report": {"settle": forms.schema(Settle)},
            "patrol": {
                action.key: forms.schema(action.form) for action in PATROL.actions if not action.indirect
            },
        },
        visit=VisitLines(
            **{
                key: [line.name if chinese() else line.en for line in lines]
                for key, lines in visit_lines().items()
            }
        ),
        limits=Limits(
            reports.MAX_TEXT,
            reports.MAX_PLACE,
            [FileLimit(media_type, medium.kind, medium.most) for media_type, medium in MEDIA.items()],
        ),
        emergency=all_of({each.value: each.label for each in EmergencyService}),
        phones=[Phone(unit.name, unit.phone) for unit in network.phones(actor.grid or actor.region)],
        choices=choices(),
    )


@cache
def visit_lines() -> dict[str, list[VisitLine]]:
    """The lines to tick on a visit by field of its form, as shipped."""
    text = files("wangge.events").joinpath("data/visits.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=dict[str, list[VisitLine]])


def _short(item: GridItem) -> KitItem:
    return KitItem(
        code=item.code,
        name=item.name,
        field=Named(item.field, item.field_name),
        grade=named(GRADES, item.grade),
        settle_on_spot=item.settle_on_spot,
        filing=item.filing,
        closing=item.closing,
        evidence=item.evidence,
        keywords=list(item.keywords),
        emergency=list(item.emergency),
    )
