"""The register over HTTP: people with a session only; a system has no business here."""

from ninja import Router

from wangge.accounts.auth import SESSION
from wangge.registry.api import homes, people, places, tables

router = Router(auth=SESSION)
for part in (homes.router, people.router, places.router, tables.router):
    router.add_router("", part)

__all__ = ["router"]
