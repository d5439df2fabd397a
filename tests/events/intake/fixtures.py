"""Fixtures of the tests that go through the HTTP API of events."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils.timezone import now

from tests.conftest import admin, drop, forget_head, point_at
from tests.events.intake.cases import Walk, body, filed
from tests.personas import ANONYMOUS, CITY, COMMUNITY, Cast, Face, make
from wangge.accounts import actors, queries
from wangge.accounts.actions import tokens
from wangge.network import locate

_cities: dict[str, Cast] = {}


def token_for(cast: Cast, **changes: Any) -> str:
    """The secret of a token as hotline 12345 has one."""
    told = {
        "name": "hotline",
        "powers": ["event.report", "event.see"],
        "region": CITY,
        "channel": "hotline_12345",
        "expires_at": now() + timedelta(days=30),
    } | changes
    _, secret = tokens.issue(cast.actor("secadmin"), **told)
    view = queries.token_row(secret)
    assert view is not None
    tokens.mark_used(view)  # what follows is any day's second request
    assert actors.from_token(view).channel == told["channel"]
    return secret


def system(secret: str) -> Face:
    return Face(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def hotline(cast: Cast, db: None) -> Face:
    """The hotline's own client, with a channel of the events loop."""
    return system(token_for(cast))


@pytest.fixture
def walk(cast: Cast, db: None) -> Callable[..., Walk]:
    """File a report in the cast's community, as somebody without an account unless said otherwise."""

    def begin(who: str = ANONYMOUS, region: str = COMMUNITY, **changes: Any) -> Walk:
        return Walk(cast, filed(cast.client(who), body(region, **changes)))

    return begin


@pytest.fixture
def uploads(settings: Any, tmp_path: Any) -> Any:
    """The folder in which files of cases are kept during one test."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def own_city(
    django_db_setup: None, django_db_blocker: Any, template_name: str, worker_id: str
) -> Iterator[tuple[str, Cast]]:
    """A copy of the prepared database, with a cast of its own, in which commits are real."""
    name = f"{template_name}_{worker_id}_events"
    with django_db_blocker.unblock():
        if name not in _cities:  # a fixture counts as another one in each folder that takes it over
            with admin() as server:
                server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name}"')
            point_at(name)
            _cities[name] = make()
            point_at(f"{template_name}_{worker_id}")
    yield name, _cities[name]
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture
def committed(
    own_city: tuple[str, Cast], django_db_blocker: Any, template_name: str, worker_id: str
) -> Iterator[Cast]:
    """Both doors lead to a database whose commits are real, empty of events at first."""
    name, cast = own_city
    with django_db_blocker.unblock():
        point_at(name)
        locate.ensure()
        yield cast
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE events_event, core_outbox, core_auditentry, core_auditlink CASCADE")
        forget_head(name)
        point_at(f"{template_name}_{worker_id}")
