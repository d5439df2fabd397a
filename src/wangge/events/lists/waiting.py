"""With whom a case lies, and why: a desk as people read it. And the names a page of cases needs, in two queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wangge.core.flow.table import Flow
from wangge.events.case.views import UnitNamed
from wangge.events.labels import DESKS, Named, named
from wangge.network import queries as network

# What a desk's key begins with, before the colon.
UNIT, PERSON = "unit", "person"


class DeskView(msgspec.Struct, frozen=True):
    """`reason`: why it lies there (lead unit, to be verified by, …); `name`: the unit or place, empty for the
    author of a draft."""

    reason: Named
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """Full names of places by code, and of units by number."""

    places: Mapping[str, str]
    units: Mapping[int, str]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Names":
        """Everything named in these rows (`region_code`, `owner`, `lead_unit_id`, `desk`): two queries, and
        one where no unit is named."""
        places: set[str] = set()
        units: set[int] = set()
        for row in rows:
            places |= {row["region_code"], row["owner"]}
            if row["lead_unit_id"] is not None:
                units.add(row["lead_unit_id"])
            kind, _, rest = row["desk"].partition(":")
            if kind == UNIT:
                units.add(int(rest))
            elif kind != PERSON:
                places.add(rest)
        return cls(network.names(places - {""}), network.unit_names(units))

    def place(self, code: str) -> str:
        """A place without a name here (a region that is gone) is called by its code, which says where it was."""
        return self.places.get(code, code)

    def desk(self, desk: str) -> str:
        """The unit or place a desk is, empty for a person's."""
        kind, _, rest = desk.partition(":")
        return self.units[int(rest)] if kind == UNIT else "" if kind == PERSON else self.place(rest)

    def unit(self, number: int | None) -> UnitNamed | None:
        return None if number is None else UnitNamed(number, self.units[number])


def desk_view(flow: Flow, state: str, desk: str, names: Names) -> DeskView | None:
    """The desk a case of this state lies on, None when it lies with nobody."""
    rule = flow.state_by_key[state].desk
    if not desk or not rule:
        return None
    return DeskView(named(DESKS, rule), names.desk(desk))
