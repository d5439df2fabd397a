"""The API: one object, one version, and the table of what is mounted where."""

from importlib.metadata import version

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from wangge.config import health
from wangge.core.http import edge
from wangge.core.http.hot import HotRoute

ROUTERS = (("", health.router),)
HOT: tuple[HotRoute, ...] = ()

api = NinjaAPI(
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
for prefix, router in ROUTERS:
    api.add_router(prefix, router)
