"""Hot routes: plain views for the paths walked most, in the same table and document as every other route.

A context exports `HOT`, a tuple of these; `config` mounts the views before the API's own addresses and puts
them into the OpenAPI document. A hot view does what the API does for others: authenticate, read, respond.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class HotRoute:
    """One method at one address.

    `path` is below `/api/v1` and written as Django writes it (`/events/<str:case_no>`), `request` and
    `response` are msgspec structs (None: no body), `auth` names the security schemes of which one is needed
    (empty: public, with the reason in the table of public routes), `status` that of success, `query` the
    query parameters as (name, JSON Schema type, English description).
    """

    method: Method
    path: str
    view: View
    summary: str
    request: type[Any] | None = None
    response: type[Any] | None = None
    auth: tuple[str, ...] = ("SessionAuth", "TokenAuth")
    status: int = 200
    tags: tuple[str, ...] = ()
    query: tuple[tuple[str, str, str], ...] = field(default=())


def urls(routes: Iterable[HotRoute], under: str) -> list[URLPattern]:
    """One URL pattern for each address below `under`; a method nobody declared there answers 405."""
    addresses: dict[str, dict[str, View]] = defaultdict(dict)
    for route in routes:
        if route.method in addresses[route.path]:
            raise ValueError(f"{route.method} {route.path} is declared twice")
        addresses[route.path][route.method] = route.view
    return [path(under + address.lstrip("/"), _switch(views)) for address, views in addresses.items()]


def _switch(views: dict[str, View]) -> View:
    # A cookie's request is checked against forgery by the authentication every view begins with, as in the
    # rest of the API; Django's own check would refuse tokens.
    @csrf_exempt
    def view(request: HttpRequest, **values: Any) -> HttpResponseBase:
        chosen = views.get(request.method or "")
        return chosen(request, **values) if chosen else HttpResponseNotAllowed(sorted(views))

    return view
