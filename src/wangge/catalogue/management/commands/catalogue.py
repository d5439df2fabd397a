"""`./wangge catalogue check [FILE]` and `./wangge catalogue diff [A] [B]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from wangge.catalogue import queries
from wangge.catalogue.check import check
from wangge.catalogue.items import SHIPPED, Document, read
from wangge.core.problems import Problem
from wangge.network import queries as network


class Command(BaseCommand):
    help = "Check a catalogue file, or show what two catalogues say otherwise"

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        checking = commands.add_parser("check", help="Name every fault of a file (default: the shipped one)")
        checking.add_argument("file", nargs="?", type=Path, default=SHIPPED)
        diff = commands.add_parser(
            "diff", help="From version A (default: the one in force) to B (default: file)"
        )
        diff.add_argument("a", nargs="?", type=int)
        diff.add_argument("b", nargs="?", type=int)
        diff.add_argument("--file", type=Path, default=SHIPPED)

    def handle(self, *, what: str, **options: Any) -> None:
        if what == "check":
            self._check(options["file"])
        else:
            self._diff(options["a"], options["b"], options["file"])

    def _check(self, path: Path) -> Document:
        try:
            document, faults = check(read(path), network.unit_kinds())
        except (OSError, msgspec.DecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        for fault in faults:
            self.stderr.write(
                f"{fault.code or '-'} {fault.path}: {gettext(fault.message)} {fault.value}".rstrip()
            )
        if document is None:
            raise CommandError(f"{path}: {len(faults)} faults")
        self.stdout.write(f"{path}: {len(document.items)} items, no fault")
        return document

    def _diff(self, a: int | None, b: int | None, path: Path) -> None:
        try:
            before = queries.catalogue(a)
            after = queries.catalogue(b) if b is not None else queries.of_document(self._check(path))
        except Problem as problem:
            raise CommandError(gettext(problem.detail)) from problem
        found = queries.compare(before, after)
        for item in found.removed:
            self.stdout.write(f"- {item.code} {item.name}")
        for item in found.added:
            self.stdout.write(f"+ {item.code} {item.name}")
        for changed in found.changed:
            self.stdout.write(f"~ {changed.code} {changed.name}")
            for name, (was, is_now) in changed.fields.items():
                self.stdout.write(f"    {name}: {was} -> {is_now}")
        if not (found.removed or found.added or found.changed):
            self.stdout.write("No difference")
