"""The data protection desk over HTTP, for people with a session: a system has no business here."""

from ninja import Router

from wangge.accounts.auth import SESSION
from wangge.protection.api import assessments, breaches, overview, register

router = Router(auth=SESSION)
for part in (overview.router, register.router, assessments.router, breaches.router):
    router.add_router("", part)

__all__ = ["router"]
