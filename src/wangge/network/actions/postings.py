"""Postings are given and ended, never rewritten, and never by the person they are for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network.models import Grid, Posting, Unit
from wangge.network.problems import OVERLAPPING

POWER = "posting.edit"
ROLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
EARLIEST = date(1950, 1, 1)
LATEST = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class NewPosting:
    """Who serves where, as what, from when: exactly one of `unit` (number) and `grid` (code). `ends` is the
    last day, None for no end."""

    person: int
    role: str
    starts: date
    unit: int | None = None
    grid: str = ""
    ends: date | None = None


@transaction.atomic
def post_person(
    person_id: int,
    role: str,
    *,
    from_day: date,
    actor: Actor,
    unit: int | None = None,
    grid: str = "",
    to_day: date | None = None,
) -> int:
    """Give a person a posting and return its number.

    Whether the role exists and may be held there is the accounts' rule. FORBIDDEN without the power and for
    one's own posting; a Problem (422) naming `person`, `role`, `unit`, `grid`, `from_day` or `to_day`;
    OVERLAPPING (409) if the person already serves there in this role on one of these days.
    """
    _may_edit(actor, person_id)
    wanted = NewPosting(person_id, role, from_day, unit, grid, to_day)
    _check(wanted)
    region_code = _place(wanted, actor)
    if not get_user_model().objects.filter(pk=person_id).exists():
        raise invalid(person=N_("There is no such person"))
    try:
        with transaction.atomic():
            posting = Posting.objects.create(**_columns(wanted, region_code))
    except IntegrityError as error:
        if "posting_once" in str(error):
            raise Problem(OVERLAPPING) from None
        raise
    audit.record(
        actor, "posting.given", ("posting", posting.pk), person_posted=person_id, role=role, place=region_code
    )
    return posting.pk


@transaction.atomic
def post_many(postings: Iterable[NewPosting], actor: Actor) -> int:
    """Give many postings at once, for a job that sets a city up; returns how many.

    The same checks as one by one, except that people and places are taken to exist (the database refuses
    what does not). OVERLAPPING if any of them is there already.
    """
    if not actor.may("job"):
        raise Problem(problems.FORBIDDEN)
    wanted = list(postings)
    for each in wanted:
        _check(each)
    regions = dict(
        Unit.objects.filter(pk__in={each.unit for each in wanted if each.unit}).values_list("id", "region_id")
    )
    rows = [Posting(**_columns(each, each.grid or regions.get(each.unit or 0, ""))) for each in wanted]
    try:
        with transaction.atomic():
            return len(Posting.objects.bulk_create(rows, batch_size=1000))
    except IntegrityError as error:
        if "posting_once" in str(error):
            raise Problem(OVERLAPPING) from None
        raise


@transaction.atomic
def end_posting(posting_id: int, last_day: date, actor: Actor) -> None:
    """Let a posting end with a day. NOT_FOUND outside the actor's area; FORBIDDEN without the power and for
    one's own; a Problem names `to_day` if it lies before the start or after an end already set."""
    posting = Posting.objects.select_for_update().filter(pk=posting_id).first()
    _may_edit(actor, posting.person_id if posting else None)
    if posting is None or not _in_area(actor, posting.region_code):
        raise Problem(problems.NOT_FOUND)
    if last_day < posting.from_day:
        raise invalid(to_day=N_("A posting cannot end before it began"))
    if last_day > (posting.to_day or LATEST):
        raise invalid(to_day=N_("The posting ends earlier already: give a new one instead"))
    posting.to_day = last_day
    posting.save(update_fields=["to_day"])
    audit.record(
        actor,
        "posting.ended",
        ("posting", posting.pk),
        person_posted=posting.person_id,
        role=posting.role,
        place=posting.region_code,
    )


def _may_edit(actor: Actor, person_id: int | None) -> None:
    if not (actor.may(POWER) or actor.may("job")):
        raise Problem(problems.FORBIDDEN)
    if person_id is not None and actor.person == person_id:
        raise Problem(problems.FORBIDDEN, N_("Nobody gives, changes or ends their own posting"))


def _check(wanted: NewPosting) -> None:
    wrong = {}
    if ROLE.fullmatch(wanted.role) is None:
        wrong["role"] = N_("This is not the key of a role")
    if (wanted.unit is None) == (not wanted.grid):
        wrong["unit"] = N_("Name a unit or a grid, one of them")
    if not EARLIEST <= wanted.starts < LATEST:
        wrong["from_day"] = N_("This day cannot be right")
    if wanted.ends is not None and not wanted.starts <= wanted.ends < LATEST:
        wrong["to_day"] = N_("A posting cannot end before it began")
    if wrong:
        raise invalid(**wrong)


def _place(wanted: NewPosting, actor: Actor) -> str:
    """The code of the place: the unit's region or the grid; it exists, is open and in the actor's area."""
    if wanted.unit is not None:
        region = Unit.objects.filter(pk=wanted.unit, active=True).values_list("region_id", flat=True).first()
        if region is None or not _in_area(actor, region):
            raise invalid(unit=N_("There is no such unit in your area"))
        return region
    if not Grid.objects.filter(pk=wanted.grid).exists() or not _in_area(actor, wanted.grid):
        raise invalid(grid=N_("There is no such grid in your area"))
    return wanted.grid


def _in_area(actor: Actor, code: str) -> bool:
    return actor.covers(code) or actor.may("job")


def _columns(wanted: NewPosting, region_code: str) -> dict[str, object]:
    return {
        "person_id": wanted.person,
        "role": wanted.role,
        "unit_id": wanted.unit,
        "grid_id": wanted.grid or None,
        "region_code": region_code,
        "from_day": wanted.starts,
        "to_day": wanted.ends,
    }
