"""The network over HTTP: public facts of administration, for whoever may see them."""

from ninja import Router

from wangge.network.api import boundaries, drawing, places, units

router = Router()
for part in (boundaries.router, drawing.router, places.router, units.router):
    router.add_router("", part)

__all__ = ["router"]
