"""The register over HTTP: people with a session, and those it is about with their code; a system has no
business here."""

from ninja import Router

from wangge.accounts.auth import SESSION
from wangge.registry.api import cards, exports, field, held, homes, people, places, requests, tables
from wangge.registry.care import api as care

router = Router(auth=SESSION)
for part in (
    cards.router, care.router, exports.router, field.router, held.router, homes.router, people.router, places.router,
    requests.router, tables.router,
):  # fmt: skip
    router.add_router("", part)

__all__ = ["router"]
