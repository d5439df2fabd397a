"""The shapes in which care entries are read: labelled in the caller's language, masked."""

from datetime import date, datetime
from typing import Any

import msgspec

from wangge.accounts.cases.views import CaseView
from wangge.core.named import Named
from wangge.registry import forms
from wangge.registry.care.definitions import Register
from wangge.registry.care.readings import CareReadingLine
from wangge.registry.queries.views import FieldView


class RegisterView(msgspec.Struct, frozen=True):
    """A register: what for, by which law, whether the person has to agree, its terms in days, and the form of its
    fields."""

    key: str
    label: str
    purpose: str
    law: str
    consent: bool
    sensitive: bool
    review_days: int
    term_days: int
    longest_days: int
    form: dict[str, Any]


class CarerView(msgspec.Struct, frozen=True):
    """Somebody who may care for people at a place."""

    person: int
    name: str
    place: str


class CareChoices(msgspec.Struct, frozen=True):
    """What an entry is opened with: the registers, and who may be responsible where the person lives."""

    registers: list[RegisterView]
    carers: list[CarerView]
    me: int


class CareLine(msgspec.Struct, frozen=True):
    """An entry in its worker's list. `next`: what is awaited, in words; `mine`: the reader is responsible."""

    case_no: str
    name: str
    home: str
    register: Named
    state: Named
    next: str
    due_at: datetime | None
    due: Named | None
    ends_on: date | None
    mine: bool
    version: int


class CareList(msgspec.Struct, frozen=True):
    """What one cares for, soonest due first; `more`: there are more than are shown."""

    items: list[CareLine]
    more: bool


class CareEntryView(CaseView, frozen=True, kw_only=True):
    """One entry, as its workers see it. `fields` are masked where the register says so; `form` and `data` are to
    correct them with. `longest`: no extension goes beyond this day."""

    person: int
    name: str
    born: int | None
    home: str
    register: Named
    purpose: str
    law: str
    consent: Named | None
    aim: str
    plan: str
    fields: list[FieldView]
    form: dict[str, Any]
    data: dict[str, Any]
    responsible: str
    helpers: list[str]
    review_at: datetime | None
    due_at: datetime | None
    due: Named | None
    ends_on: date | None
    longest: date | None
    may_reveal: bool
    may_correct: bool


class CareReadings(msgspec.Struct, frozen=True):
    items: list[CareReadingLine]


class CareCount(msgspec.Struct, frozen=True):
    """How many entries of a register run, and of how many something is overdue. Null: fewer than five."""

    register: Named
    purpose: str
    law: str
    running: int | None
    overdue: int | None


class CareCounts(msgspec.Struct, frozen=True):
    """`region`: of which area, in full."""

    region: str
    few: int
    items: list[CareCount]


def register_view(register: Register) -> RegisterView:
    return RegisterView(
        key=register.key,
        label=register.label,
        purpose=register.aim,
        law=register.law,
        consent=register.consent == "required",
        sensitive=register.sensitive,
        review_days=register.review_days,
        term_days=register.term_days,
        longest_days=register.longest_days,
        form=forms.schema(register),
    )
