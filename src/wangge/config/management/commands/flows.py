"""`./wangge flows`: write the chart and table of every loop to `docs/flows/`, or check that they are up to date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from wangge.core.flow import chart
from wangge.core.flow.editions import installed
from wangge.core.flow.table import Flow


class Command(BaseCommand):
    help = "Write docs/flows/; with --check, fail if a page is out of date"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on a difference")

    def handle(self, *, check: bool, **_: Any) -> None:
        folder = settings.ROOT / "docs" / "flows"
        folder.mkdir(exist_ok=True)
        stale = []
        for flow in installed():
            path = folder / f"{flow.key}.md"
            text = page(flow)
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(path)
            if not check:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"wrote {named(path)}")
        if check and stale:
            names = ", ".join(named(path) for path in stale)
            raise CommandError(f"{names} out of date: run ./wangge flows and commit")


def named(path: Path) -> str:
    return str(path.relative_to(settings.ROOT))


def page(flow: Flow) -> str:
    """One loop as a page: state chart in both languages, and the table of its actions."""
    with override("en"):
        english = chart.mermaid(flow)
        table = chart.table(flow)
    with override("zh-hans"):
        chinese = chart.mermaid(flow)
    return (
        f"# The loop `{flow.key}`\n\n"
        "Generated from the table in the code by `./wangge flows`; do not edit.\n\n"
        f"```mermaid\n{chinese}\n```\n\n"
        f"## In English\n\n```mermaid\n{english}\n```\n\n"
        f"## Every action\n\n{table}\n"
    )
