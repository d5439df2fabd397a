"""Everybody who may call, and what is there to be asked for by number."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.middleware.csrf import _get_new_csrf_string
from django.utils.timezone import now

from tests.personas import ANONYMOUS, CITY, HOTLINE, Cast, cast
from tests.routes.there import planted
from wangge.accounts import roles
from wangge.accounts.actions import tokens

__all__ = ["cast"]
CALLERS = (
    *(ANONYMOUS, "stranger", "worker", "community_op", "handler"),
    *("sysadmin", "secadmin", "auditadmin", "officer", HOTLINE),
)


@contextmanager
def undone() -> Iterator[None]:
    """A request of which nothing stays: whoever logs out in it is there for the next one.

    The application is called by its own door, which ends what is under way on the connection before and after a
    request; like Django's test client, this lets it be.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def callers(db: None, cast: Cast) -> dict[str, dict[str, dict[str, str]]]:
    """By name: the headers and cookies of its requests. The system has every power a system may have."""
    _, secret = tokens.issue(
        cast.actor("secadmin"),
        name="everything",
        powers=sorted(roles.token_powers()),
        region=CITY,
        channel="hotline_12345",
        expires_at=now() + timedelta(days=1),
    )
    found: dict[str, dict[str, dict[str, str]]] = {
        ANONYMOUS: {"headers": {}, "cookies": {}},
        HOTLINE: {"headers": {"Authorization": f"Bearer {secret}"}, "cookies": {}},
    }
    for name in CALLERS:
        if name not in found:
            session = cast.client(name).cookies["sessionid"].value
            csrf = _get_new_csrf_string()
            found[name] = {
                "headers": {"X-CSRFToken": csrf},
                "cookies": {"sessionid": session, "csrftoken": csrf},
            }
    for papers in found.values():
        papers["headers"]["Accept-Encoding"] = "identity"  # what is compressed is not opened again in here
    return found


@pytest.fixture
def known(db: None, cast: Cast) -> Callable[[str], dict[str, Any]]:
    """Of an address: what stands there in place of its parameters so that something is found."""
    return planted(cast).of
