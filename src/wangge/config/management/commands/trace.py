"""`./wangge trace FILE`: who took a list out of the register that a file was made from, by the marks nobody sees."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime
from django.utils.translation import gettext

from wangge.registry.exports.tracing import trace


class Command(BaseCommand):
    help = "Say which list out of the register a file comes from, and who took it out"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            found = trace(options["file"])
        except OSError as error:
            raise CommandError(str(error)) from error
        if not found:
            raise CommandError(gettext("No mark of a list is left in this file"), returncode=1)
        for each in found:
            self.stdout.write(
                gettext("List %(number)s, taken out by %(asker)s for %(receiver)s, asked for at %(time)s")
                % {
                    "number": each.case_no,
                    "asker": each.asker,
                    "receiver": each.receiver,
                    "time": f"{localtime(each.opened_at):%Y-%m-%d %H:%M}",
                }
            )
