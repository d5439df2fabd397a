"""Events over HTTP: `HOT` are the paths walked most, `router` the rest."""

from ninja import Router

<<<<<<< HEAD
from wangge.events.api import appeals, control, desk, field, files, follow, lists, patrols, public
from wangge.events.api.bulk import HOT as BULK
=======
from wangge.events.api import appeals, control, field, files, follow, lists, patrols, public, uploads
>>>>>>> 0f0ca02 (Take files in pieces, show a reporter their photos and the outcome, and make whoever tries secrets wait)
from wangge.events.api.daily import HOT as DAYS
from wangge.events.api.hot import HOT as LISTS
from wangge.events.api.mapping import HOT as MAP

HOT = (*BULK, *LISTS, *MAP, *DAYS)
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
