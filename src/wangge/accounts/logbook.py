"""Entries of the audit log as people read them: names instead of numbers and codes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from wangge.accounts import labels, queries
from wangge.accounts.models import Person, Token
from wangge.core.audit import AuditEntry
from wangge.network import queries as network
from wangge.network.queries import PostingView

# What entries keep under these names stands for something that has a name of its own.
PLACES, POWERS, ROLES, PEOPLE = (
    ("place", "region"),
    ("added", "removed", "powers"),
    ("role",),
    ("person_posted",),
)
NAMED = ("person", "unit", "token")  # objects that are shown by name

_called: dict[str, Callable[[str], str]] = {}


def called(name: str, by: Callable[[str], str]) -> None:
    """Say what people call the keys that a context above writes under this name of an entry's data, or as the number
    of objects of this kind; `by` answers "" for a key it does not know (any more)."""
    _called[name] = by


@dataclass(frozen=True, slots=True)
class Reading:
    """The names some entries need, by kind."""

    postings: Mapping[int, PostingView]
    roles: Mapping[str, str]
    places: Mapping[str, str]
    people: Mapping[int, str]
    units: Mapping[int, str]
    tokens: Mapping[int, str]

    def role(self, posting: int | None) -> str:
        held = self.postings.get(posting or 0)
        return self.roles.get(held.role, "") if held else ""

    def place(self, posting: int | None) -> str:
        held = self.postings.get(posting or 0)
        return held.place if held else ""

    def object(self, entry: AuditEntry) -> str:
        if by := _called.get(entry.object_kind):
            return by(entry.object_no)
        table = {"person": self.people, "unit": self.units, "token": self.tokens}.get(entry.object_kind, {})
        return table.get(_number(entry), "")

    def lines(self, entry: AuditEntry) -> list[tuple[str, str]]:
        """The entry's data as label and value; what has no label says nothing to a reader."""
        found = []
        for name, value in entry.data.items():
            said = self._said(name, value)
            if name in labels.AUDIT_DATA and said:
                found.append((gettext(labels.AUDIT_DATA[name]), said))
        return found

    def _said(self, name: str, value: Any) -> str:
        if isinstance(value, list):
            return " / ".join(filter(None, (self._said(name, each) for each in value)))
        if name in PLACES:
            return self.places.get(str(value), "")
        if name in POWERS:
            return labels.power(str(value)).label
        if name in ROLES:
            return self.roles.get(str(value), "")
        if name in PEOPLE:
            return self.people.get(value, "")
        if by := _called.get(name):
            return by(str(value))
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def reading(entries: Iterable[AuditEntry]) -> Reading:
    """Look up everything these entries name: six queries at most, however many entries."""
    told = list(entries)
    postings = network.postings(each.posting for each in told if each.posting is not None)
    numbers = {kind: {_number(each) for each in told if each.object_kind == kind} - {0} for kind in NAMED}
    people = numbers["person"] | {each.data[name] for each in told for name in PEOPLE if name in each.data}
    roles = {each.role for each in postings.values()} | {
        str(each.data[name]) for each in told for name in ROLES if name in each.data
    }
    return Reading(
        postings=postings,
        roles=queries.role_names(roles),
        places=network.names(str(each.data[name]) for each in told for name in PLACES if name in each.data),
        people=dict(Person.objects.filter(pk__in=people).values_list("id", "name")) if people else {},
        units=network.unit_names(numbers["unit"]),
        tokens=dict(Token.objects.filter(pk__in=numbers["token"]).values_list("id", "name"))
        if numbers["token"]
        else {},
    )


def _number(entry: AuditEntry) -> int:
    """The object's number, 0 where what stands there is no number of a row."""
    return int(entry.object_no) if entry.object_no.isdigit() and len(entry.object_no) < 19 else 0
