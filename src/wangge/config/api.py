"""The API: one object, one version, and the table of what is mounted where."""

from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from wangge.config.health import router as health
from wangge.core.http import edge, openapi
from wangge.core.http.hot import HotRoute

ROOT = "/api/v1"
# Each context's router names its own addresses; hot routes are tried first.
ROUTERS = [health]
HOT: tuple[HotRoute, ...] = ()
for context in ("network", "accounts", "catalogue", "events"):
    if find_spec("wangge.network.queries") and find_spec(f"wangge.{context}.api"):
        module = import_module(f"wangge.{context}.api")
        ROUTERS.append(module.router)
        HOT += getattr(module, "HOT", ())


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
for router in ROUTERS:
    api.add_router("", router)
