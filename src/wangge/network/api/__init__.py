"""The network over HTTP: public facts of administration, for whoever may see them."""

from ninja import Router

from wangge.network.api import drawing, places, units

router = Router()
for part in (drawing.router, places.router, units.router):
    router.add_router("", part)

__all__ = ["router"]
