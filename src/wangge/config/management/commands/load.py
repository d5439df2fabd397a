"""`./wangge load base|demo`: what a city needs to work, and what a demonstration needs on top."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wangge.accounts import loading as accounts
from wangge.catalogue import loading as catalogue
from wangge.events import loading as events
from wangge.network import loading as network
from wangge.protection import demo as protection
from wangge.registry import loading as registry

# In this order: each may lean on what those before it loaded. Every loader is idempotent and returns counts.
LOADERS = {
    "base": {
        "network": network.load_base,
        "accounts": accounts.load_base,
        "catalogue": catalogue.load_base,
        "events": events.load_base,
    },
    "demo": {
        "network": network.load_demo,
        "accounts": accounts.load_demo,
        "registry": registry.load_demo,
        "events": events.load_demo,
        "protection": protection.load_demo,
    },
}


class Command(BaseCommand):
    help = "Load regions, grids, roles and the catalogue (base), or the demo city on top (demo)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sets", nargs="+", choices=sorted(LOADERS))

    def handle(self, *, sets: list[str], verbosity: int, **_: Any) -> None:
        for name in sets:
            for context, load in LOADERS[name].items():
                counts = {what: count for what, count in load().items() if count}
                if verbosity and counts:
                    said = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items())
                    self.stdout.write(f"{context} {name}: {said}")
