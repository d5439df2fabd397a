"""`audit verify`: prove the chain of every case, naming the case and step where one was altered."""

from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from wangge.core.flow.audit import case_models, faults

WHY = {
    "altered": "was altered after it was written",
    "unlinked": "does not follow from the step before it",
    "missing": "is missing",
    "surplus": "was added without the case knowing",
    "state": "did not lead to the state the case is in",
    "head": "the case names another last step than it has",
}


class Command(BaseCommand):
    help = "Prove that no step of any case was altered, removed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        check = words.add_parser("verify", help="prove the chains of all cases, or of one")
        check.add_argument("--case", help="only this case number")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        proved, broken = 0, []
        with Progress(console=console, transient=True) as progress:
            for model in case_models():
                total = model._default_manager.count()
                task = progress.add_task(str(model._meta.verbose_name), total=total)
                for fault in faults(model, options["case"]):
                    progress.advance(task)
                    proved += fault is None
                    if fault is not None:
                        broken.append(fault)
        for fault in broken:
            where = f"step {fault.seq} " if fault.seq else ""
            console.print(f"BROKEN  case {fault.case_no}: {where}{WHY[fault.why]}")
        console.print(f"{proved} chains hold, {len(broken)} broken")
        if options["case"] and not proved and not broken:
            raise CommandError(f"there is no case {options['case']}")
        if broken:
            raise CommandError("the record has been tampered with", returncode=1)
