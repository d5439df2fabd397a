"""`audit verify`: prove the chain of every case and that of the audit log, naming what was altered."""

from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from wangge.core.audit import proof
from wangge.core.audit.chain import AuditLink
from wangge.core.flow.audit import PROVING, case_models, faults
from wangge.core.rows import guarded_if_needed

WHY = {
    "altered": "was altered after it was written",
    "unlinked": "does not follow from the step before it",
    "missing": "is missing",
    "surplus": "was added without the case knowing",
    "state": "did not lead to the state the case is in",
    "head": "the case names another last step than it has",
}
LOG_WHY = {
    "altered": "entry {entry} was altered after it was linked, or the links before it were",
    "gone": "entry {entry} was deleted",
    "missing": "links are missing before this one",
    "cut": "this link was there, and the log now ends before it",
    "head": "this is not the link that was noted outside the database",
    "unlinked": "entry {entry} has no link: it was slipped in, or the process `jobs` does not run",
}


class Command(BaseCommand):
    help = "Prove that no step of any case and no entry of the audit log was altered, removed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        check = words.add_parser("verify", help="prove all chains, or that of one case")
        check.add_argument("--case", help="only this case number")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        proved, broken = 0, []
        with Progress(console=console, transient=True) as progress:
            for model in case_models():
                with guarded_if_needed(model, PROVING):
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
        log_broken = 0 if options["case"] else self.prove_log(console)
        if broken or log_broken:
            raise CommandError("the record has been tampered with", returncode=1)

    def prove_log(self, console: Console) -> int:
        """Prove the chain of the audit log; the number of faults."""
        held, broken = 0, 0
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("audit log", total=AuditLink.objects.count())
            for fault in proof.faults():
                progress.advance(task)
                held += fault is None
                if fault is not None:
                    broken += 1
                    where = f"link {fault.link}: " if fault.link else ""
                    console.print(f"BROKEN  audit log: {where}{LOG_WHY[fault.why].format(entry=fault.entry)}")
        console.print(f"audit log: {held} links hold, {broken} broken")
        return broken
