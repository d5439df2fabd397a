"""Who acts. Every read is filtered by an actor and every write is signed by one."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"  # somebody logged in, acting from one posting
    SYSTEM = "system"  # an outside system with a token
    JOB = "job"  # the platform itself: clocks, overlays, imports
    REPORTER = "reporter"  # no account: holds the number and the secret of one case
    SUBJECT = "subject"  # no account: somebody of the register, who shows the code they were given


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor with what a posting (or token, or secret) gives.

    `powers` are keys such as `event.dispatch`; `region` is a code prefix ("" is nowhere, never everywhere);
    `unit` is the unit served at; `grid` the 15-digit grid code served at; `desks` the to-do desks this actor
    works (`unit:12`, `grid:211002016001001`); `case_no` is set for a reporter only, `subject` for somebody of the
    register alone: the number of what is held about them.
    """

    kind: ActorKind
    label: str
    powers: frozenset[str] = frozenset()
    region: str = ""
    unit: int | None = None
    grid: str = ""
    desks: frozenset[str] = field(default_factory=frozenset)
    person: int | None = None
    posting: int | None = None
    token: int | None = None
    channel: str = ""
    case_no: str = ""
    subject: int | None = None

    def may(self, power: str) -> bool:
        return power in self.powers

    def covers(self, region_code: str) -> bool:
        """Whether a place lies in this actor's jurisdiction: a region's code is a prefix of all under it."""
        return bool(self.region) and region_code.startswith(self.region)


def job(name: str) -> Actor:
    """The platform acting by itself, by the name of the job; it holds the power `job` and no region."""
    return Actor(kind=ActorKind.JOB, label=name, powers=frozenset({"job"}))
