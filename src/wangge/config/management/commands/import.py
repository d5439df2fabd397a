"""`import reports FILE`: file the reports in a CSV or JSON-lines file; bad lines go to `FILE.rejects.jsonl`.

`import people FILE --region CODE`: enter the people of a CSV or Excel file into the register, a whole city if need
be; what could not be entered goes to `FILE.rejects.csv`. Either may be run again: nothing is filed or entered twice.
"""

import os
from argparse import ArgumentTypeError
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from wangge.core import audit
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.intake import importing
from wangge.network import queries as network
from wangge.registry.importing import dealing, left, taking
from wangge.registry.queries.tables import ROW_STATES
from wangge.registry.tables import mapping, reading


class Command(BaseCommand):
    help = "Take in reports or people from a file. Running it again takes in nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        reports = words.add_parser("reports", help="text, place or point, time, channel, outside id")
        reports.add_argument("file", type=Path)
        reports.add_argument("--rejects", type=Path, help="where bad lines go (FILE.rejects.jsonl)")
        people = words.add_parser("people", help="people with their addresses, by the columns' headings")
        people.add_argument("file", type=Path)
        people.add_argument("--region", required=True, help="the code of the region they live in")
        people.add_argument("--mapping", type=Path, help="YAML or JSON: which field a heading stands for")
        people.add_argument("--rejects", type=Path, help="where bad lines go (FILE.rejects.csv)")
        people.add_argument("--processes", type=_count, default=os.cpu_count(), help="how many work at once")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        # What a file says is shown as it is: no markup in it is obeyed, and no line of it is broken.
        self.console = Console(file=cast(IO[str], self.stdout), highlight=False, markup=False, soft_wrap=True)
        path: Path = options["file"]
        try:
            if options["word"] == "reports":
                self.reports(path, options["rejects"])
            else:
                self.people(
                    path, options["region"], options["mapping"], options["rejects"], options["processes"]
                )
        except Problem as problem:
            raise CommandError(f"{path}: {importing.reason(problem)}") from problem

    def reports(self, path: Path, rejects: Path | None) -> None:
        outcome = importing.Outcome()
        # Read once to know how long it is; a file of reports is a few hundred kilobytes.
        lines = list(importing.lines(path))
        actor = importing.importer()
        with self._progress() as progress:
            for line in progress.track(lines, description=path.name):
                importing.take(line, actor, outcome)
        for line, why in outcome.rejects:
            self._say(gettext("line %(number)s: %(reason)s") % {"number": line.number, "reason": why})
        self._say(
            gettext("%(filed)s filed, %(known)s known already, %(bad)s rejected")
            % {"filed": outcome.filed, "known": outcome.known, "bad": len(outcome.rejects)}
        )
        rejects = rejects or path.with_name(path.name + ".rejects.jsonl")
        if outcome.rejects:
            importing.write_rejects(rejects, outcome)
            self._say(str(rejects))

    def people(
        self, path: Path, region: str, chosen: Path | None, rejects: Path | None, processes: int
    ) -> None:
        if not network.place_exists(region):
            raise invalid(region=N_("This is not a region or grid code"))
        headings, rows = reading.stream(path)
        stands_for = _mapping(chosen) if chosen else mapping.guessed(headings)
        mapping.check(stands_for, headings)
        counts: dict[str, int] = {}
        not_entered: list[taking.Left] = []
        with self._progress() as progress:
            # Counted by its lines, which costs a second; a workbook cannot be counted without reading it.
            task = progress.add_task(path.name, total=reading.length(path))
            for taken in dealing.run(headings, rows, stands_for, region, processes):
                for state, count in taken.counts.items():
                    counts[state] = counts.get(state, 0) + count
                not_entered += taken.left
                progress.advance(task, sum(taken.counts.values()))
        audit.record(taking.importer(region), "registry.imported", region=region, rows=counts.get("done", 0))
        for state, label in ROW_STATES.items():
            if state in counts:
                self._say(f"{gettext(label)}: {counts[state]}")
        if not_entered:
            rejects = rejects or path.with_name(path.name + ".rejects.csv")
            left.write(rejects, headings, reading.stream(path)[1], not_entered)
            self._say(str(rejects))

    def _progress(self) -> Progress:
        name = TextColumn("{task.description}", markup=False)
        bar: tuple[ProgressColumn, ...] = (name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        return Progress(*bar, console=self.console)

    def _say(self, text: str) -> None:
        self.console.print(text)


def _mapping(path: Path) -> dict[str, str]:
    try:
        # JSON is YAML as well.
        return msgspec.yaml.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError) as error:
        raise invalid(mapping=N_("The file cannot be read")) from error


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(gettext("Give a whole number, 1 or more"))
    return int(text)
