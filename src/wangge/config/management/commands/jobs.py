"""`./wangge jobs work|list|run`: the process that does what is due, the timetable, and one row of it now."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wangge.config import jobs


class Command(BaseCommand):
    help = "Work through the job queue, show its timetable, or do one row of it now"

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("work", help="the process `jobs`: does what is due until it is stopped")
        words.add_parser("list", help="show the timetable")
        words.add_parser("run", help="do one row now").add_argument("name")

    def handle(self, *, word: str, **options: Any) -> None:
        if word == "work":
            logging.getLogger("wangge.config.jobs").setLevel(logging.INFO)
            jobs.wait_for_database()
            if not jobs.is_set_up():
                raise CommandError("The job queue is not set up in this database; run ./wangge up")
            jobs.queue().run_worker()
        elif word == "list":
            for name, row in sorted(jobs.timetable().items()):
                why = (row.function.__doc__ or "").partition("\n")[0]
                self.stdout.write(f"{row.cron:16} {name:32} {why}")
        else:
            self.run_one(options["name"])

    def run_one(self, name: str) -> None:
        rows = jobs.timetable()
        if name not in rows:
            raise CommandError(f"There is no row {name!r} in the timetable; `jobs list` shows it")
        counts = jobs.run(name, rows[name])
        self.stdout.write(f"{name}: " + (", ".join(f"{n} {what}" for what, n in counts.items()) or "done"))
