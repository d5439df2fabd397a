"""`./wangge protection`: write what the register may hold into `docs/data-protection.md`, or check that page."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wangge.protection.register import page
from wangge.registry import protection as registry

BEGIN = (
    "<!-- from the definitions (registry/data, protection/data) by `./wangge protection`; do not edit -->\n"
)
END = "<!-- end of what is generated -->\n"


class Command(BaseCommand):
    help = "Write the generated part of docs/data-protection.md; with --check, fail if it is out of date"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on a difference")

    def handle(self, *, check: bool, **_: Any) -> None:
        path = settings.ROOT / "docs" / "data-protection.md"
        text = path.read_text(encoding="utf-8")
        if text.count(BEGIN) != 1 or text.count(END) != 1:
            raise CommandError(f"{path.name} has no place for it: the two marks are missing")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        fresh = f"{before}{BEGIN}\n{registry.section()}\n{page.section()}\n{END}{after}"
        if fresh == text:
            return
        if check:
            raise CommandError(f"{path.name} is out of date: run ./wangge protection and commit")
        path.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"wrote docs/{path.name}")
