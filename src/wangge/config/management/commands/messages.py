"""`./wangge messages extract|compile|check`: collect from the code, compile, or say what is left to do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from wangge.config import messages


class Command(BaseCommand):
    help = "Collect messages from the code, compile the catalogue, or check that every message is translated"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["extract", "compile", "check"])

    def handle(self, *, word: str, **_: Any) -> None:
        source = settings.ROOT / "src" / "wangge"
        for folder in map(Path, settings.LOCALE_PATHS):
            if word == "extract":
                # English is what stands in the code.
                languages = [to_locale(code) for code, _ in settings.LANGUAGES if code != "en"]
                for line in messages.update(folder, source, languages):
                    self.stdout.write(line)
            elif word == "compile":
                for language in messages.compile_stale(folder):
                    self.stdout.write(f"compiled {language}")
            elif found := [*messages.gaps(folder, source), *messages.mistakes(folder)]:
                raise CommandError("\n".join(found))
