"""Events over HTTP: `HOT` are the paths walked most, `router` the rest."""

from ninja import Router

from wangge.events.api import appeals, control, desk, field, files, follow, lists, patrols, public, uploads
from wangge.events.api.batch import HOT as BATCH
from wangge.events.api.bulk import HOT as BULK
from wangge.events.api.hot import HOT as LISTS

HOT = (*BATCH, *BULK, *LISTS)
router = Router()
for part in (
    lists.router,
    desk.router,
    files.router,
    patrols.router,
    appeals.router,
    control.router,
    follow.router,
    public.router,
    field.router,
    uploads.router,
):
    router.add_router("", part)

__all__ = ["HOT", "router"]
