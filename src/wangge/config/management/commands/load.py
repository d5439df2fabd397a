"""`./wangge load base|demo`: what a city needs to work, and what a demonstration needs on top."""

from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand

# In this order: each may lean on what those before it loaded. Every loader is idempotent and returns counts.
LOADERS = {
    "base": (
        "wangge.network.loading:load_base",
        "wangge.accounts.loading:load_base",
        "wangge.catalogue.loading:load_base",
        "wangge.events.loading:load_base",
    ),
    "demo": (
        "wangge.network.loading:load_demo",
        "wangge.accounts.loading:load_demo",
        "wangge.events.loading:load_demo",
    ),
}


class Command(BaseCommand):
    help = "Load regions, grids, roles and the catalogue (base), or the demo city on top (demo)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sets", nargs="+", choices=sorted(LOADERS))

    def handle(self, *, sets: list[str], verbosity: int, **_: Any) -> None:
        for name in sets:
            for address in LOADERS[name]:
                module, function = address.split(":")
                if find_spec(module) is None or not hasattr(import_module(module), function):
                    continue
                counts = getattr(import_module(module), function)()
                if verbosity and counts:
                    said = ", ".join(f"{count} {what}" for what, count in counts.items())
                    self.stdout.write(f"{module.split('.')[1]} {name}: {said}")
