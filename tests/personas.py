"""The cast of the tests: people who exist once per run, at real places of the base data, each in one role.

    from tests.personas import cast  # noqa: F401   (in a conftest.py)

    def test_something(cast):
        cast.client("worker").post("/api/v1/reports", {...})
        actor = cast.actor("handler")

`worker`, `community_op`, `township_op`, `county_op`, `handler`, `head`, `joint_handler` serve in one county
(白塔区, one street, one community); `worker_elsewhere`, `community_elsewhere` and `handler_elsewhere` do the
same work in another (弓长岭区); `city_op`, `supervisor`, the administrators and the data protection `officer`
serve the whole city.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from wangge.accounts import actors, queries
from wangge.accounts.actions import tokens
from wangge.accounts.models import Person
from wangge.accounts.sessions import FACTOR_KEY, PROVED_KEY
from wangge.core.actors import Actor, job
from wangge.network import actions as network_actions
from wangge.network import queries as network

PASSWORD = "a sentence nobody would guess"
SINCE = date(2020, 1, 1)

CITY = "2110"
COUNTY, TOWNSHIP, COMMUNITY = "211002", "211002016", "211002016001"
COUNTY_ELSEWHERE, COMMUNITY_ELSEWHERE = "211005", "211005001001"

# name: (role, kind of unit, region). A grid worker serves at the first grid of a community.
CAST: dict[str, tuple[str, str, str]] = {
    "worker": ("grid_worker", "grid", COMMUNITY),
    "worker_elsewhere": ("grid_worker", "grid", COMMUNITY_ELSEWHERE),
    "community_op": ("community_operator", "centre", COMMUNITY),
    "community_elsewhere": ("community_operator", "centre", COMMUNITY_ELSEWHERE),
    "township_op": ("township_operator", "centre", TOWNSHIP),
    "county_op": ("county_operator", "centre", COUNTY),
    "city_op": ("city_operator", "centre", CITY),
    "call_back_clerk": ("call_back_clerk", "centre", COUNTY),
    "handler": ("unit_handler", "urban_management", COUNTY),
    "head": ("unit_head", "urban_management", COUNTY),
    "joint_handler": ("unit_handler", "environmental_sanitation", COUNTY),
    "handler_elsewhere": ("unit_handler", "urban_management", COUNTY_ELSEWHERE),
    "supervisor": ("supervisor", "centre", CITY),
    "sysadmin": ("system_admin", "centre", CITY),
    "secadmin": ("security_admin", "centre", CITY),
    "auditadmin": ("audit_admin", "centre", CITY),
    "officer": ("protection_officer", "centre", CITY),
}
STRANGER = "stranger"  # has an account and no posting
HOTLINE = "hotline"  # a system with a token for the whole city
ANONYMOUS = "anonymous"
PEOPLE = (*CAST, STRANGER)
EVERYONE = (*PEOPLE, HOTLINE, ANONYMOUS)


class Face(Client):
    """Django's test client, with a short way to send JSON."""

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """`body` as JSON; `headers` with underscores, as `idempotency_key="…"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(self, method.lower())
        if method.upper() == "GET":
            return call(path, body, headers=named)
        return call(path, body if body is not None else {}, content_type="application/json", headers=named)


def proven(face: Client) -> None:
    """Whoever is logged in here has just proved who they are, by a second factor too."""
    session = face.session
    session[PROVED_KEY] = session[FACTOR_KEY] = now()
    session.save()


@dataclass(frozen=True)
class Cast:
    """`people` by name; the token's secret and its number."""

    people: dict[str, Person]
    actors: dict[str, Actor]
    secret: str

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def actor(self, name: str) -> Actor:
        """The actor as the platform makes it from the posting (or the token)."""
        return self.actors[name]

    def client(self, name: str = ANONYMOUS, **options: Any) -> Face:
        """A test client logged in as this one; needs the `db` fixture. `options` as for Django's client."""
        if name == HOTLINE:
            return Face(headers={"authorization": f"Bearer {self.secret}"}, **options)
        face = Face(**options)
        if name != ANONYMOUS:
            face.force_login(self.people[name])
            proven(face)
        return face


def place_of(kind: str, region: str) -> dict[str, Any]:
    """The first grid of a community, or the unit of a kind of exactly this region."""
    if kind == "grid":
        return {"grid": network.grids(region).values_list("code", flat=True).order_by("code")[0]}
    unit = network.route(kind, region)
    assert unit is not None
    assert unit.region_code == region
    return {"unit": unit.id}


def make() -> Cast:
    """Write the cast into the database; call once per database."""
    hashed = make_password(PASSWORD)
    people = {name: Person.objects.create(username=name, name=name, password=hashed) for name in PEOPLE}
    for name, (role, kind, region) in CAST.items():
        place = place_of(kind, region)
        network_actions.post_person(people[name].pk, role, from_day=SINCE, actor=job("tests"), **place)
    found = {name: actors.from_person(person.pk) for name, person in people.items()}
    made = {name: each[1] for name, each in found.items() if each is not None}
    token, secret = tokens.issue(
        made["secadmin"],
        name="hotline 12345",
        powers=["event.report", "event.see", "event.import", "network.see", "catalogue.see"],
        region=CITY,
        channel="hotline_12345",
        expires_at=now() + timedelta(days=30),
    )
    view = queries.token_row(secret)
    assert view is not None
    assert view.id == token.pk
    made[HOTLINE] = actors.from_token(view)
    return Cast(people, made, secret)


@pytest.fixture(scope="session")
def cast(django_db_setup: None, django_db_blocker: Any) -> Cast:
    """The cast, committed before the first test that asks for it."""
    with django_db_blocker.unblock():
        return _once(connection.settings_dict["NAME"])


@cache
def _once(database: str) -> Cast:
    """The fixture is imported by several folders, each of which makes it anew; the people are there already."""
    return make()
