"""Every route there is, read from the tables the application is served from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wangge.config.api import HOT, ROOT, api
from wangge.core.http.hot import HotRoute

# Open to anyone, each with the reason. Everything else must have an authentication rule.
PUBLIC = {
    ("GET", "/health"): "a watchdog has no account, and the answer says nothing but up or down",
    ("POST", "/session"): "logging in is how one gets an account's session",
    ("POST", "/session/factor"): "the second step of logging in; the first one is remembered in the session",
    ("GET", "/session/sso"): "the log-in page asks whether there is single sign-on, and what it is called",
    ("POST", "/session/sso"): "going to the provider is how one gets an account's session",
    (
        "PUT",
        "/session/sso",
    ): "coming back from it; this browser was sent there, and the provider vouches for the rest",
    **{
        ("GET", f"/public/{rest}"): "public facts for residents, limited by address (docs/resident.md)"
        for rest in ("city", "locate", "places", "grids/{code}", "notices")
    },
    ("POST", "/public/suggest"): "likewise; the words asked with stand in the body",
    ("POST", "/reports"): "anyone may report, without an account (design, section 1)",
}
# Rules that are neither a session nor a token: what they ask for, and who asks.
OTHER_RULES = {
    "SecretAuth": "a reporter without an account shows the secret of one case",
    "HeldAuth": "somebody of the register without an account shows the code they were given",
}

# What stands in an address where the route has a parameter: well-formed, and of nothing that exists.
SAMPLES = {
    "case_no": "2026010100000018",
    "code": "211002",
    "token_id": "999999",
    "person_id": "999999",
    "unit_id": "999999",
    "number": "999999",
    "upload": "00000000-0000-4000-8000-000000000000",
    "action": "accept",
    "key": "grid_worker",
    "a": "1",
    "b": "2",
    "line": "2",
    "year": "2026",
}


@dataclass(frozen=True)
class Route:
    """`path` is written as in the OpenAPI document, below `/api/v1`; `rules` name the security schemes."""

    method: str
    path: str
    rules: tuple[str, ...]

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def address(self, **values: Any) -> str:
        given = {name: SAMPLES[name] for name in self.parameters} | values
        return ROOT + self.path.format(**given)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes() -> list[Route]:
    return sorted([*_hot(), *_ninja()], key=str)


def _hot() -> Iterator[Route]:
    for route in HOT:
        assert isinstance(route, HotRoute)
        yield Route(route.method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path), tuple(route.auth))


def _ninja() -> Iterator[Route]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            parts = [part.strip("/") for part in (router.prefix, path) if part.strip("/")]
            full = re.sub(r"{\w+:", "{", "/" + "/".join(parts))
            for operation in view.operations:
                rules = tuple(type(rule).__name__ for rule in operation.auth_callbacks)
                for method in operation.methods:
                    yield Route(method, full, rules)
