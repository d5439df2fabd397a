"""Organisations and small places, and components: entered, changed, closed."""

from datetime import date

import msgspec
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from wangge.core.actors import Actor
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.registry import addressing, definitions, facts, values
from wangge.registry.door import EDIT, SEE, locked, require, small, write
from wangge.registry.models import Address, Organisation
from wangge.registry.problems import GONE, PLACE_THERE

LONGEST = 100


class OrganisationIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A place as it is written: where (`region`, a community or grid, or the region of `address`), what, its unified
    social credit code where it has one. `version` is the one that was read when it is changed."""

    name: str
    kind: str
    region: str = ""
    address: int | None = None
    credit_code: str = ""
    version: int | None = None


class CloseIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Since when it is closed."""

    day: date
    version: int | None = None


def add_organisation(asked: OrganisationIn, actor: Actor) -> Organisation:
    """Enter a place. PLACE_THERE if an open one of the same region has the same code."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        made = Organisation()
        _describe(made, asked, actor)
        write(made, "opened", actor)
    return made


def change_organisation(number: int, asked: OrganisationIn, actor: Actor) -> Organisation:
    """Describe a place anew. NOT_FOUND outside the actor's area, STALE if somebody changed it in between."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        found = locked(Organisation, number, actor, asked.version)
        if found.closed_on:
            raise Problem(GONE)
        before = found.region_code
        found.version += 1
        _describe(found, asked, actor)
        if found.region_code != before:
            facts.move("organisation", found.pk, found.region_code)
        write(found, "described", actor)
    return found


def close_organisation(number: int, asked: CloseIn, actor: Actor) -> Organisation:
    """It is no longer there; what is known of whoever was in charge ends with it."""
    require(actor, SEE, EDIT)
    if not values.OLDEST <= asked.day <= localdate():
        raise invalid(day=N_("Choose a day that has been"))
    with guarded(actor):
        found = locked(Organisation, number, actor, asked.version)
        if found.closed_on:
            raise Problem(GONE)
        found.closed_on, found.version = asked.day, found.version + 1
        found.save(update_fields=["closed_on", "version"])
        facts.end("organisation", found.pk, now())
        write(found, "closed", actor)
    return found


def _describe(row: Organisation, asked: OrganisationIn, actor: Actor) -> None:
    """Check what is asked, put it on the row and save it."""
    refuse_unclean(msgspec.to_builtins(asked))
    name = " ".join(asked.name.split())
    if not 2 <= len(name) <= LONGEST:
        raise invalid(name=N_("Write 2 to 100 characters"))
    if asked.kind not in definitions.choices("place_kind"):
        raise invalid(kind=wording.CHOICE)
    try:
        code = values.credit_code(asked.credit_code) if asked.credit_code else None
    except values.Unfit as unfit:
        raise invalid(credit_code=str(unfit)) from unfit
    address = None
    if asked.address is not None:
        address = Address.objects.filter(pk=asked.address).first() if small(asked.address) else None
        if address is None:
            raise invalid(address=N_("There is no such address"))
    region = asked.region or (address.region_code if address else "")
    if not actor.covers(region) or len(region) < 12 or not network.place_exists(region):
        raise invalid(region=N_("Choose a community or a grid of your area"))
    row.name, row.kind, row.credit_code, row.address, row.region_code = (
        name,
        asked.kind,
        code,
        address,
        region,
    )
    row.words = addressing.words(name)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Problem(PLACE_THERE) from error
