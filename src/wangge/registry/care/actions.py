"""Every write to a care entry but what the platform does by itself (`ending`)."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.timezone import now as clock_now

from wangge.accounts.colleagues import Colleague, colleagues
from wangge.core import audit, numbers, problems, versions
from wangge.core.actors import Actor, job
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import forms as asking
from wangge.registry.care import readings
from wangge.registry.care.definitions import registers
from wangge.registry.care.flow import WORK
from wangge.registry.care.keeping import GIVING
from wangge.registry.care.models import CareEntry, CareWords, Consent
from wangge.registry.care.world import FIELDS, CareWorld, heard, register_of
from wangge.registry.door import SEE, require, seen
from wangge.registry.looks import reason_of
from wangge.registry.models import Person
from wangge.registry.problems import GONE

REVEAL = "care.reveal"
THERE = problems.kind("care.there", 409, N_("Somebody cares for this person under this register already"))
# After these the one who acts no longer sees the entry; the database lets nobody write a row out of their own sight.
GIVING_AWAY = ("hand_over", "leave")


class CareIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whom to care for (number in the register of people) under which register, what for, with the register's fields;
    by whom (None: by whoever opens it) and until when (None: the register's term)."""

    person: int
    register: str
    aim: str
    fields: dict[str, Any]
    responsible: int | None = None
    until: date | None = None


class CareFieldsIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The register's fields: what is named is set, None takes a value away, the rest stays."""

    data: dict[str, Any]
    version: int | None = None


class CareRevealIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which masked field, and what for."""

    field: str
    reason: str


class CareRevealed(msgspec.Struct, frozen=True):
    field: str
    label: str
    value: str


def open_entry(asked: CareIn, actor: Actor, *, key: str | None = None, now: datetime | None = None) -> Result:
    """Propose care for somebody of the actor's area. THERE if there is such an entry already, whoever's it is: that
    it was tried is an entry of the log."""
    require(actor, WORK, SEE)
    refuse_unclean(msgspec.to_builtins(asked))
    register = registers().get(asked.register)
    if register is None:
        raise invalid(register=N_("There is no such register"))
    now = now or clock_now()
    with guarded(actor):
        # Locked, so that a merge either finds the entry or is found.
        person = seen(Person.objects.select_for_update(), asked.person, actor)
        if person.left:
            raise Problem(GONE)
        entry = CareEntry(
            register=register.key,
            person=person,
            region_code=person.region_code,
            responsible=_responsible(asked.responsible, person.region_code, actor),
            consent=Consent.ASKED if register.consent == "required" else Consent.NONE,
            ends_on=_until(asked.until, localdate(now), register.term_days),
            opened_at=now,
            source_key=f"person:{actor.person}:{key}" if key else None,
            source_digest=digest("open", msgspec.to_builtins(asked), keyed=True),
        )
        entry.workers = sorted({entry.responsible, actor.person})
        fields = asking.filled(register, asked.fields, {}, "fields")
        (serial,), current = numbers.opening()
        entry.case_no, entry.flow_version = numbers.case_no(serial, now), current["flow:care"]
        world = CareWorld(calendar_at(current["calendar"]), now)
        world.say(FIELDS, fields)
        try:
            result = store.open_case(
                "care", entry, "open", actor, {"aim": asked.aim}, world, key=key, now=now
            )
        except IntegrityError:
            result = None
        if result is not None:
            if not result.replayed:
                world.keep(result.case)
                audit.record(actor, "care.opened", ("care", entry.case_no))
            return result
    audit.record(actor, "care.refused")
    raise Problem(THERE)


def _responsible(asked: int | None, region: str, actor: Actor) -> int:
    assert actor.person is not None  # the power to care is no system's
    if asked is None or asked == actor.person:
        return actor.person
    if asked not in {each.person for each in carers(region)}:
        raise invalid(responsible=N_("Choose somebody who may care for people there"))
    return asked


def _until(asked: date | None, today: date, days: int) -> date:
    longest = today + timedelta(days=days)
    if asked is not None and not today < asked <= longest:
        raise invalid(until=N_("Choose a day to come, within the term of the register"))
    return asked or longest


def carers(region: str) -> list[Colleague]:
    """Those who may care for somebody who lives in a grid. Three queries."""
    return colleagues(WORK, region)


def act(
    case_no: str, action: str, actor: Actor, data: Any, version: int | None, *, key: str | None = None
) -> Result:
    """Take one action on an entry the actor works on; NOT_FOUND for everybody else."""
    require(actor, WORK)
    refuse_indirect("care", action)
    return take(case_no, action, actor, data, version, key=key)


def correct(case_no: str, asked: CareFieldsIn, actor: Actor, *, key: str | None = None) -> Result:
    """Set the register's fields."""
    require(actor, WORK)
    refuse_unclean(asked.data)
    if asked.version is None:
        raise Problem(problems.VERSION_REQUIRED)
    with guarded(actor):
        entry = entry_of(case_no, actor)
        held = heard(entry, CareWords.objects.filter(entry=entry, seq=FIELDS)).get(FIELDS, {})
        fields = asking.filled(register_of(entry), asked.data, held, "data") if entry.register else {}
        return take(case_no, "correct", actor, {"fields": fields}, asked.version, key=key)


def take(
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    version: int | None,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """One action, with what is said in it sealed beside the step, in one transaction."""
    now = now or clock_now()
    with guarded(actor):
        entry = entry_of(case_no, actor)
        known = (
            frozenset(each.person for each in carers(entry.region_code))
            if action in ("hand_over", "add")
            else frozenset()
        )
        world = CareWorld(calendar_at(versions.current()["calendar"]), now, known)
        with guarded(job(GIVING) if action in GIVING_AWAY else actor):
            entries = within(CareEntry.objects.all(), actor)
            result = store.perform(
                "care", entries, case_no, action, actor, data, version, world, key=key, now=now
            )
            world.keep(result.case)
    return result


def reveal(case_no: str, asked: CareRevealIn, actor: Actor, address: str = "") -> CareRevealed:
    """One masked value of an entry the actor works on, for a reason; written down for the person, too."""
    require(actor, WORK, REVEAL)
    refuse_unclean(asked.field)
    reason = reason_of(asked.reason)
    with guarded(actor):
        entry = entry_of(case_no, actor)
        field = register_of(entry).field(asked.field) if entry.register else None
        if field is None or not field.sealed:
            raise invalid(field=N_("This is not a masked value"))
        held = heard(entry, CareWords.objects.filter(entry=entry, seq=FIELDS)).get(FIELDS, {})
        if field.key not in held:
            raise Problem(problems.NOT_FOUND)
        readings.revealed(entry, field.key, reason, actor, address)
    return CareRevealed(field.key, field.label, str(held[field.key]))


def entry_of(case_no: str, actor: Actor) -> CareEntry:
    """An entry the actor works on; NOT_FOUND for everybody else. One query."""
    found = within(CareEntry.objects.all(), actor).filter(case_no=case_no).first()
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found
