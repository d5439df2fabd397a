"""What a model must say of itself before an actor may be turned into a filter on it.

A model declares `scope = Scope(...)`. `network.scope.within` is the only reader; a model that declares
nothing cannot be listed or fetched through the API, and `Open` says aloud that everyone may.
"""

from dataclasses import dataclass

# What the kind of a subject says where it is a person of the register.
SUBJECT_KIND = "person"


@dataclass(frozen=True, slots=True)
class Scope:
    """Columns an actor is matched against; a row is visible when any of them matches.

    `region`: text column holding a region or grid code, matched by prefix against the actor's jurisdiction,
    only for actors who hold `power`. `unit`: integer column compared with the actor's unit, and `units`: integer
    array column that may contain it, both only for actors who hold `unit_power` (empty: no power needed).
    `desk`: column with the desk a case lies on, compared with the desks the actor works: what somebody has to
    act on, they may see. `person`: column compared with the actor's person, and `people`: integer array column
    that may contain it: those a row names, and nobody by their area or post. `case`: column with the case number,
    compared with a reporter's. `subject`: column with the number of the person of the register whom a row is about
    (or the relation that leads to them), compared with what a subject is; where `subject_kind` names a column, it
    must say "person" as well.
    """

    power: str = ""
    region: str = ""
    unit: str = ""
    units: str = ""
    unit_power: str = ""
    desk: str = ""
    person: str = ""
    people: str = ""
    case: str = ""
    subject: str = ""
    subject_kind: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns an actor is matched against."""
        return tuple(
            name
            for name in (
                self.region,
                self.unit,
                self.units,
                self.desk,
                self.person,
                self.people,
                self.case,
            )
            if name
        )


@dataclass(frozen=True, slots=True)
class Open:
    """Visible to everyone who may reach the route at all; `reason` says why that harms nobody."""

    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Never served through the API as rows of its own; `reason` says what it is for."""

    reason: str
