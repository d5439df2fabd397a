"""The API: one object, one version, and the table of what is mounted where."""

from importlib.metadata import version
from typing import Any

from ninja import NinjaAPI
from ninja.constants import NOT_SET
from ninja.openapi.docs import Swagger

from wangge.accounts.api import router as accounts
from wangge.accounts.auth import ANY
from wangge.catalogue.api import router as catalogue
from wangge.config.health import router as health
from wangge.config.loops import router as loops
from wangge.config.stream.address import router as stream
from wangge.config.year import router as year
from wangge.core.http import edge, openapi
from wangge.events.api import HOT as EVENTS
from wangge.events.api import router as events
from wangge.insight.api import HOT as INSIGHT
from wangge.network.api import router as network
from wangge.network.notices.api import router as notices
from wangge.protection.api import router as protection
from wangge.registry.api import router as registry

ROOT = "/api/v1"
HOT = (*EVENTS, *INSIGHT)

# Each router names its own addresses and says who may come in; the network lies below the accounts and cannot,
# so it is said here. Hot routes (`HOT`) are tried before all of these.
ROUTERS = (
    (health, NOT_SET),
    (accounts, NOT_SET),
    (network, ANY),
    (notices, ANY),
    (catalogue, NOT_SET),
    (registry, NOT_SET),
    (events, NOT_SET),
    (protection, NOT_SET),
    (stream, NOT_SET),
    (loops, NOT_SET),
    (year, NOT_SET),
)


class Api(NinjaAPI):
    """Ninja's API, whose document also holds the hot routes and the problems each route may answer with."""

    def get_openapi_schema(self, **options: Any) -> Any:
        return openapi.complete(super().get_openapi_schema(**options), HOT, ROOT)


api = Api(
    title="Wangge",
    version=version("wangge"),
    description="Grid-based community governance: one city, its grids and one closed loop for what is reported.",
    docs_url="/docs",
    # The page loads nothing from elsewhere; the bundled viewer would otherwise ask an outside validator.
    docs=Swagger(settings={"validatorUrl": None}),
    parser=edge.StrictParser(),
    renderer=edge.MsgspecRenderer(),
    urls_namespace="api",
)
edge.install(api)
for router, auth in ROUTERS:
    api.add_router("", router, auth=auth)
