"""`import reports FILE`: file the reports in a CSV or JSON-lines file; bad lines go to `FILE.rejects.jsonl`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wangge.core.problems import Problem
from wangge.events import importing


class Command(BaseCommand):
    help = "File reports from a CSV or JSON-lines file. Running it again files nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        reports = words.add_parser("reports", help="text, place or point, time, channel, outside id")
        reports.add_argument("file", type=Path)
        reports.add_argument("--rejects", type=Path, help="where bad lines go (FILE.rejects.jsonl)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        path: Path = options["file"]
        # What a file says is shown as it is: no markup in it is obeyed, and no line of it is broken.
        console = Console(file=self.stdout, highlight=False, markup=False, soft_wrap=True)
        outcome = importing.Outcome()
        try:
            # Read once to know how long it is; a file of reports is a few hundred kilobytes.
            lines = list(importing.lines(path))
        except Problem as problem:
            raise CommandError(f"{path}: {importing.reason(problem)}") from problem
        actor = importing.importer()
        name = TextColumn("{task.description}", markup=False)
        bar = (name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*bar, console=console) as progress:
            for line in progress.track(lines, description=path.name):
                importing.take(line, actor, outcome)
        for line, why in outcome.rejects:
            console.print(gettext("line %(number)s: %(reason)s") % {"number": line.number, "reason": why})
        console.print(
            gettext("%(filed)s filed, %(known)s known already, %(bad)s rejected")
            % {"filed": outcome.filed, "known": outcome.known, "bad": len(outcome.rejects)}
        )
        rejects = options["rejects"] or path.with_name(path.name + ".rejects.jsonl")
        if outcome.rejects:
            importing.write_rejects(rejects, outcome)
            console.print(str(rejects))
