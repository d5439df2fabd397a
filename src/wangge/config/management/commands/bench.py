"""`./wangge bench NAME`: run one benchmark of `bench/` beside its yardstick and print both and the ratio.

`./wangge bench all` runs every one and writes docs/performance.md, `report` writes it again from what was kept;
`growth` measures the reads at several sizes. `data --events N` fills a database for the benchmarks of a size, and
keeps it; `data --people N` one with a register of so many people. `faces` asks Lighthouse about the resident app;
`--write FILE` keeps what it says.
"""

import sys
from argparse import ArgumentParser
from importlib import import_module
from json import dumps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

DATA = "data"
FACES = "faces"


class Command(BaseCommand):
    help = "Run one benchmark beside its yardstick, or all; --size, --rounds, --seconds, --json"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The benchmarks are no part of the installed package: they lie beside it in the checkout.
        sys.path.insert(0, str(settings.ROOT))
        self.runs = import_module("bench.runs")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=(*self.runs.NAMES, DATA, FACES))
        parser.add_argument("--size", type=int, help="events in the database; each benchmark has its own")
        parser.add_argument("--rounds", type=int, help="how often each side runs")
        parser.add_argument("--seconds", type=int, help="how long each round lasts")
        parser.add_argument("--sizes", type=_numbers, help="all, growth: sizes to draw, like 100000,1000000")
        parser.add_argument("--events", type=int, default=1_000_000, help="data: how many events")
        parser.add_argument("--people", type=int, help="data: how many people, in a database of their own")
        parser.add_argument("--write", type=Path, help="faces: a file for the table")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *, name: str, **options: Any) -> None:
        if name == DATA:
            self._data(**options)
        elif name == FACES:
            self._faces(**options)
        else:
            self.runs.run(name, **options)

    def _data(self, *, events: int, people: int | None, json: bool, **_: Any) -> None:
        if people:
            filled = import_module("bench.registered").fill(people)
            text = f"{filled['people']} people, imported in {filled['seconds']} s"
        else:
            filled = import_module("bench.filled").fill(events)
            text = self._said(filled)
        self.stdout.write(dumps(filled) if json else text)

    def _faces(self, *, rounds: int | None, json: bool, write: Path | None, **_: Any) -> None:
        faces = import_module("bench.faces")
        rounds = rounds or 3
        rows = faces.run(rounds)
        text = faces.as_text(rows, rounds)
        self.stdout.write(dumps(rows) if json else text)
        if write:
            write.write_text(text)

    @staticmethod
    def _said(filled: dict[str, float]) -> str:
        if not filled["seconds"]:
            return f"{filled['events']} events are there already"
        return f"{filled['events']} events with {filled['steps']} steps in {filled['seconds']} s"


def _numbers(text: str) -> list[int]:
    return sorted({int(each) for each in text.split(",")})
