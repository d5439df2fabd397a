"""The walk itself: row by row, checking after each that the case is where the flow promises."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import msgspec

from wangge.config.demo.voices import Voice

REPORTER = "reporter"


class Differs(Exception):
    """Something is not as the flow promises; its text says what was expected and what was found."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing done: see the head of `walk.yaml`."""

    step: str
    who: str
    via: str
    action: str
    state: str
    clock: str | None
    form: dict[str, Any] = {}


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    patrol: dict[str, Any]
    finding: dict[str, Any]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Done:
    """One row as it went: who, what is shown of the step, and the clock that runs now."""

    row: Row
    person: str
    view: dict[str, Any]
    clock: dict[str, Any] | None


@dataclass(slots=True)
class Walk:
    """`base` is the address of a running city, `logins` its demo log-ins by user name."""

    base: str
    logins: dict[str, dict[str, str]]
    said: dict[str, Any] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=dict)

    def run(self) -> Iterator[Done]:
        """Each row once it is done and checked. Raises Differs, or Refused from the platform."""
        script = msgspec.yaml.decode(
            files("wangge.config.demo").joinpath("walk.yaml").read_bytes(), type=Script
        )
        with ExitStack() as stack:
            for who in {row.who for row in script.rows} - {REPORTER}:
                voice = stack.enter_context(Voice(self.base))
                self.voices[who] = voice.log_in(who, self.logins[who]["password"])
            self._learn_units()
            for row in script.rows:
                self._take(row, script, stack)
                yield self._check(row)

    def _learn_units(self) -> None:
        """The worker's own grid with a point in it, and the numbers of the units that will handle the case."""
        grid = self._posting("grid1")["grid"]
        card = self.voices["grid1"].get(f"/grids/{grid}")
        self.said |= {"grid": grid, "lng": card["lng"], "lat": card["lat"]}
        for name, who in (("lead", "handler1"), ("joint", "joint1")):
            self.said[name] = self._posting(who)["unit"]

    def _posting(self, who: str) -> dict[str, Any]:
        held = self.voices[who].get("/session")["postings"]
        if not held:
            raise Differs(f"{who} holds no posting today")
        return held[0]

    def _take(self, row: Row, script: Script, stack: ExitStack) -> None:
        ways: dict[str, Callable[[], None]] = {
            "patrol": lambda: self._patrol(row, script.patrol),
            "finding": lambda: self._finding(row, script.finding),
            "event": lambda: self._event(row),
        }
        if row.who == REPORTER and REPORTER not in self.voices:
            voice = stack.enter_context(Voice(self.base, {"X-Case-Secret": self.said["secret"]}))
            voice.name = REPORTER
            self.voices[REPORTER] = voice
        ways[row.via]()

    def _patrol(self, row: Row, patrol: dict[str, Any]) -> None:
        voice = self.voices[row.who]
        if row.action == "plan":
            finish_by = (datetime.now(UTC) + timedelta(hours=4)).isoformat()
            plan = {**patrol, "grid": self.said["grid"], "finish_by": finish_by}
            self.said["patrol"] = voice.post("/patrols", plan)["case_no"]
            return
        path = f"/patrols/{self.said['patrol']}"
        version = voice.get(path)["version"]
        voice.post(f"{path}/actions/{row.action}", {"data": row.form, "version": version})

    def _finding(self, row: Row, said: dict[str, Any]) -> None:
        finding = {
            **said, "action": row.action, "lng": self.said["lng"], "lat": self.said["lat"],
        }  # fmt: skip
        path = f"/patrols/{self.said['patrol']}/findings"
        receipt = self.voices[row.who].post(path, finding)
        self.said |= {"event": receipt["case_no"], "secret": receipt["secret"]}

    def _event(self, row: Row) -> None:
        voice = self.voices[row.who]
        path = f"/{'follow' if row.who == REPORTER else 'events'}/{self.said['event']}"
        seen = voice.get(path)
        if row.action not in {each["key"] for each in seen["actions"] if not each["blocked"]}:
            raise Differs(f"{row.action} is not offered to {voice.name} in state {seen['state']['key']}")
        form = {name: self._meant(value) for name, value in row.form.items()}
        voice.post(f"{path}/actions/{row.action}", {"data": form, "version": seen["version"]})

    def _meant(self, value: Any) -> Any:
        match value:
            case str() if value.startswith("$"):
                return self.said[value[1:]]
            case list():
                return [self._meant(each) for each in value]
        return value

    def _check(self, row: Row) -> Done:
        """The case as the city's leader sees it must be in the state promised, with the promised clock running."""
        kind = "patrols" if row.via == "patrol" else "events"
        number = self.said["patrol" if row.via == "patrol" else "event"]
        eyes = self.voices[row.who if row.state == "draft" else "leader1"]
        view = eyes.get(f"/{kind}/{number}")
        steps = view["steps"] if row.via == "patrol" else eyes.get(f"/events/{number}/steps")["items"]
        if view["state"]["key"] != row.state:
            raise Differs(f"after {row.action}: expected {row.state}, found {view['state']['key']}")
        if steps[-1]["action"]["key"] not in {row.action, "find"}:
            raise Differs(f"after {row.action}: the last step is {steps[-1]['action']['key']}")
        if view["version"] != len(steps):
            raise Differs(f"after {row.action}: {view['version']} steps expected, {len(steps)} found")
        running = {each["name"]: each for each in view["clocks"] if each["state"] == "running"}
        if row.clock is not None and row.clock not in running:
            raise Differs(f"after {row.action}: the clock {row.clock} should run, {sorted(running)} do")
        if row.clock is None and running:
            raise Differs(f"after {row.action}: no clock should run, {sorted(running)} do")
        person = self.voices[row.who].name
        return Done(row, person, {**view, "last": steps[-1]}, running.get(row.clock) if row.clock else None)
