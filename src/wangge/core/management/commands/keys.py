"""`keys list`, `keys add`, `keys rotate`: the keys of encrypted columns."""

import time
from collections import Counter
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from wangge.core import audit, secrets
from wangge.core.actors import job
from wangge.core.crypto import add_key, newest_key, ring, rotation
from wangge.core.crypto.blind import index_hash
from wangge.core.crypto.columns import columns
from wangge.core.crypto.sealing import NAMES


class Command(BaseCommand):
    help = "List the keys of encrypted columns, add one, or seal everything again with the newest."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("list", help="which keys there are and how many values each has sealed")
        words.add_parser("add", help="put a new key in force for what is sealed from now on")
        rotate = words.add_parser("rotate", help="seal every value again; can be stopped and begun again")
        rotate.add_argument(
            "--batch", type=int, default=rotation.BATCH, help="values at a time (%(default)s)"
        )
        rotate.add_argument("--pause", type=float, default=0.02, help="seconds between batches (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        self.console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        match options["word"]:
            case "list":
                self.show()
            case "add":
                self.add()
            case "rotate":
                self.rotate(max(1, options["batch"]), max(0.0, options["pause"]))

    def show(self) -> None:
        used: Counter[int] = Counter()
        for column in columns():
            for (algorithm, number), count in sorted(rotation.in_use(column).items()):
                used[number] += count
                self.console.print(f"key {number}  {count:>10,}  {column}  {NAMES.get(algorithm, '?')}")
        newest = newest_key()
        there = ring.numbers()
        for number in there:
            state = (
                "in force" if number == newest else f"{used[number]:,} values" if used[number] else "not used"
            )
            self.console.print(f"key {number}: {state}")
        idle = [number for number in there if number != newest and not used[number]]
        if idle:
            names = ", ".join(f"{ring.KEY_FILE}{number}" for number in idle)
            self.console.print(
                f"Nothing in the database needs {names}. Lists taken out wait sealed for a day, backups for as long"
                f" as you keep them: then the file may go from {secrets.folder()}."
            )
        missing = sorted(set(used) - set(there))
        self.console.print(f"blind index: {index_hash()}")
        if missing:
            raise CommandError(f"values are sealed with keys that are not here: {missing}", returncode=1)

    def add(self) -> None:
        number = add_key()
        audit.record(job("keys.add"), "keys.added", ("key", number))
        self.console.print(
            f"key {number} is in force. Copy {ring.KEY_FILE}{number} to every other machine and to the backup of"
            " the secrets now; then run: wangge keys rotate"
        )

    def rotate(self, batch: int, pause: float) -> None:
        number, sealed, broken = newest_key(), 0, []
        with Progress(console=self.console, transient=True) as progress:
            left = {column: rotation.waiting(column) for column in columns()}
            task = progress.add_task(f"sealing with key {number}", total=sum(left.values()))
            try:
                for column in columns():
                    for done in rotation.rotate(column, batch) if left[column] else ():
                        sealed += done.sealed
                        broken += [f"{column} of row {row}" for row in done.broken]
                        progress.advance(task, done.sealed + len(done.broken))
                        time.sleep(pause)
            except KeyboardInterrupt:
                self.record(number, sealed, broken)
                raise CommandError(
                    f"stopped after {sealed:,} values; the same command goes on", returncode=130
                ) from None
        self.record(number, sealed, broken)
        self.console.print(f"{sealed:,} values sealed again with key {number}")
        if broken:
            for each in broken:
                self.console.print(f"does not open: {each}")
            raise CommandError(f"{len(broken)} values do not open and were left as they are", returncode=1)

    def record(self, number: int, sealed: int, broken: list[str]) -> None:
        if sealed or broken:
            audit.record(job("keys.rotate"), "keys.rotated", ("key", number), rows=sealed, broken=len(broken))
