"""The register over HTTP: people with a session only; a system has no business here."""

from ninja import Router

from wangge.accounts.auth import SESSION
from wangge.registry.api import cards, field, homes, people, places, tables

router = Router(auth=SESSION)
for part in (cards.router, field.router, homes.router, people.router, places.router, tables.router):
    router.add_router("", part)

__all__ = ["router"]
