"""Components: entered by code and place, found damaged or missing, described anew."""

import re

import msgspec
from django.db import IntegrityError, transaction

from wangge.core.actors import Actor
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import locate
from wangge.registry import definitions
from wangge.registry.door import EDIT, SEE, locked, require, write
from wangge.registry.models import Component
from wangge.registry.problems import COMPONENT_THERE

# GB/T 30428.2: county (6), class (2), item (2), running number (6).
CODE = re.compile(r"\d{16}")
LONGEST = 60


class ComponentIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What stands where: CGCS2000 degrees. The versions of the standard number items differently, so the one the code
    follows is named. `version` is the one that was read when it is changed."""

    code: str
    standard_version: str
    name: str
    lng: float
    lat: float
    state: str = "sound"
    version: int | None = None


def add_component(asked: ComponentIn, actor: Actor) -> Component:
    """Enter a component of the actor's area. COMPONENT_THERE if the code is known."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        made = Component()
        _describe(made, asked, actor)
        write(made, "opened", actor)
    return made


def change_component(number: int, asked: ComponentIn, actor: Actor) -> Component:
    """Describe it anew. NOT_FOUND outside the actor's area, STALE if somebody changed it in between."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        found = locked(Component, number, actor, asked.version)
        found.version += 1
        _describe(found, asked, actor)
        write(found, "described", actor)
    return found


def _describe(row: Component, asked: ComponentIn, actor: Actor) -> None:
    refuse_unclean(msgspec.to_builtins(asked))
    name, standard = " ".join(asked.name.split()), asked.standard_version.strip()
    if not 1 <= len(name) <= LONGEST:
        raise invalid(name=N_("Write 1 to 60 characters"))
    if not 1 <= len(standard) <= 12:
        raise invalid(standard_version=N_("Name the version of the standard, as 2013"))
    if asked.state not in definitions.choices("component_state"):
        raise invalid(state=wording.CHOICE)
    if not CODE.fullmatch(asked.code):
        raise invalid(code=N_("The code of a component has 16 digits"))
    locate.ensure()
    grid = (
        locate.locate(asked.lng, asked.lat) if -180 <= asked.lng <= 180 and -90 <= asked.lat <= 90 else None
    )
    if grid is None or not actor.covers(grid):
        outside = N_("Choose a place in your area")
        raise invalid(lng=outside, lat=outside)
    if asked.code[:6] != grid[:6]:
        raise invalid(code=N_("The code begins with that of another county"))
    row.code, row.standard_version, row.name, row.state = asked.code, standard, name, asked.state
    row.lng, row.lat, row.region_code = asked.lng, asked.lat, grid
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Problem(COMPONENT_THERE) from error
