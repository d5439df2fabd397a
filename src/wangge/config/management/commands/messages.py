"""`./wangge messages compile|check`: the compiled catalogues, and whether anything is left untranslated."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wangge.config import messages


class Command(BaseCommand):
    help = "Compile the catalogue of messages, or check that every message is translated"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["compile", "check"])

    def handle(self, *, word: str, **_: Any) -> None:
        for folder in map(Path, settings.LOCALE_PATHS):
            if word == "compile":
                for language in messages.compile_stale(folder):
                    self.stdout.write(f"compiled {language}")
            elif found := messages.mistakes(folder):
                raise CommandError("\n".join(found))
