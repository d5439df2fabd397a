"""`./wangge openapi`: write the API's document to `docs/openapi.json`, or check that it says what the API does."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wangge.config.api import api


class Command(BaseCommand):
    help = "Write docs/openapi.json; with --check, fail if it is out of date"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on a difference")

    def handle(self, *, check: bool, **_: Any) -> None:
        path = settings.ROOT / "docs" / "openapi.json"
        text = (
            json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False, default=str)
            + "\n"
        )
        if not check:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {path.relative_to(settings.ROOT)}")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is out of date: run ./wangge openapi and commit it")
