"""A story told again: in another grid, by the units that serve it, at another time, under a number of its own."""

import hashlib
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bench.fill.stories import Story
from bench.fill.targets import Place, Targets
from wangge.core.clocks.clock import Clock, Run
from wangge.core.flow.chain import GENESIS, Record, Signature, sealed
from wangge.core.numbers import case_no

DAYS = 3 * 365
A_DAY = timedelta(days=1)
# Most of what a grid worker meets is settled on the spot: this share of closed cases has few steps.
SETTLED = 0.6
FEW_STEPS = 3


class Retelling:
    """Makes copies of stories up to `now`, with these numbers in the order of time, as a city's lie on disk;
    `share_open` of them, the last, are still open. `words`: what residents wrote, one sentence or two each; a copy
    says some of it beside its story, so that texts differ as they do in a city."""

    def __init__(
        self,
        stories: list[Story],
        words: list[str],
        targets: Targets,
        now: datetime,
        numbers: range,
        share_open: float,
    ) -> None:
        closed = [story for story in stories if not story.open]
        self.settled = [story for story in closed if len(story.steps) <= FEW_STEPS]
        self.handled = [story for story in closed if len(story.steps) > FEW_STEPS]
        self.words = words
        self.open = [story for story in stories if story.open]
        self.targets, self.now, self.numbers = targets, now, numbers
        self.ended = max(1, round(len(numbers) * (1 - share_open)))

    def copy(self, number: int, dice: random.Random) -> tuple[dict[str, Any], list[Record]]:
        """The columns of case `number` and its steps, sealed. Times move by whole days, so that things still
        happen when people are awake; what is open was opened lately."""
        behind = number - self.numbers.start
        story = dice.choice(self._kind(behind, dice))
        age, lasted = (self.now - story.opened_at) / A_DAY, story.lasted / A_DAY
        ago = (lasted + 1) + (DAYS - lasted - 1) * (1 - behind / self.ended)
        wanted = age + dice.uniform(0, 3) if story.open else ago
        back = timedelta(days=int(wanted - age)) if wanted > age else -timedelta(days=int(age - wanted))
        place = self.targets.place(dice)
        columns = self._columns(story, number, back, place, dice.choice(self.words))
        digest = hashlib.sha256(columns["text"].encode()).hexdigest()
        steps = _steps(story, columns["case_no"], back, place, digest)
        columns["head"] = steps[-1].hash
        return columns, steps

    def _kind(self, behind: int, dice: random.Random) -> list[Story]:
        if behind >= self.ended:
            return self.open
        return self.settled if dice.random() < SETTLED else self.handled

    def _columns(
        self, story: Story, number: int, back: timedelta, place: Place, words: str
    ) -> dict[str, Any]:
        told = story.columns
        columns = {
            name: value - back if isinstance(value, datetime) else value for name, value in told.items()
        }
        return columns | {
            "case_no": case_no(number, columns["opened_at"]),
            "region_code": place.region(told["region_code"]),
            "owner": place.region(told["owner"]),
            "verifier_grid": place.region(told["verifier_grid"]),
            "desk": place.desk(told["desk"]),
            "lead_unit_id": place.unit(told["lead_unit_id"]),
            "joint_units": [place.unit(each) for each in told["joint_units"]],
            "joint_done": [place.unit(each) for each in told["joint_done"]],
            "lng": place.point[0] if told["lng"] is not None else None,
            "lat": place.point[1] if told["lat"] is not None else None,
            "clocks": msgspec.json.encode([_clock(each, back) for each in told["clocks"]]).decode(),
            "source_key": None,
            "text": f"{place.name}：{told['text']} {words}"[:2000],
        }


def _clock(clock: Clock, back: timedelta) -> Clock:
    runs = tuple(Run(run.since - back, run.until and run.until - back) for run in clock.runs)
    return msgspec.structs.replace(clock, runs=runs)


def _steps(story: Story, number: str, back: timedelta, place: Place, digest: str) -> list[Record]:
    steps, prev = [], GENESIS
    for step in story.steps:
        record = sealed(
            Record(
                case_no=number,
                seq=step.seq,
                action=step.action,
                source=step.source,
                target=step.target,
                actor=Signature(kind=step.actor.kind, label=step.actor.label),
                at=step.at - back,
                data=_data(step.data, back, place, digest),
                key=None,
                digest="",
                prev=prev,
            )
        )
        steps.append(record)
        prev = record.hash
    return steps


def _data(data: Mapping[str, Any], back: timedelta, place: Place, digest: str) -> dict[str, Any]:
    """What a step says of places, units and times, said of those of the copy."""
    told = dict(data)
    for name in ("region_code", "verifier_grid", "owner"):
        if name in told:
            told[name] = place.region(told[name])
    for name in ("lead", "from_unit", "unit", "suggested_unit"):
        if isinstance(told.get(name), int):
            told[name] = place.unit(told[name])
    if "lead_name" in told:
        told["lead_name"] = place.unit_name(told["lead"])
    if "joint" in told:
        told["joint"] = [place.unit(each) for each in told["joint"]]
        told["joint_names"] = [place.unit_name(each) for each in told["joint"]]
    if "seen_at" in told:
        told["seen_at"] = (datetime.fromisoformat(told["seen_at"]) - back).isoformat()
    if "text_sha256" in told:
        told["text_sha256"] = digest
    return told
