"""`./wangge bench NAME`: run one benchmark of `bench/` beside its yardstick and print both and the ratio.

`./wangge bench data --events N` fills a database for the benchmarks of a size, and keeps it.
`./wangge bench faces` asks Lighthouse about the resident app; `--write FILE` keeps what it says.
"""

import sys
from argparse import ArgumentParser
from importlib import import_module
from json import dumps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

NAMES = ("intake",)
DATA = "data"
FACES = "faces"


class Command(BaseCommand):
    help = "Run one benchmark beside its yardstick"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=(*NAMES, DATA, FACES))
        parser.add_argument("--rounds", type=int, default=5, help="how often each side runs")
        parser.add_argument("--seconds", type=int, default=4, help="how long each round lasts")
        parser.add_argument("--events", type=int, default=1_000_000, help="data: how many events")
        parser.add_argument("--write", type=Path, help="faces: a file for the table")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *, name: str, rounds: int, seconds: int, **options: Any) -> None:
        sys.path.insert(0, str(settings.ROOT))
        if name == DATA:
            filled = import_module("bench.filled").fill(options["events"])
            self.stdout.write(dumps(filled) if options["json"] else self._said(filled))
            return
        if name == FACES:
            self._faces(min(rounds, 3), **options)
            return
        outcome = import_module(f"bench.{name}").run(rounds, seconds).as_dict()
        if options["json"]:
            self.stdout.write(dumps(outcome))
            return
        table = Table(title=f"{name}: {rounds} rounds of {seconds} s, in turns")
        for heading in ("side", "per second (median)", "low – high", "p50 ms", "p95 ms"):
            table.add_column(heading, justify="left" if heading == "side" else "right")
        for key in ("figure", "yardstick"):
            side = outcome[key]
            table.add_row(
                side["name"],
                str(side["per_second"]),
                f"{side['low']} – {side['high']}",
                str(side.get("p50_ms") or "–"),
                str(side.get("p95_ms") or "–"),
            )
        console = Console()
        console.print(table)
        console.print(f"ratio {outcome['ratio']} ({outcome['ratio_low']} – {outcome['ratio_high']})")

    def _faces(self, rounds: int, *, json: bool, write: Path | None, **_: Any) -> None:
        faces = import_module("bench.faces")
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
