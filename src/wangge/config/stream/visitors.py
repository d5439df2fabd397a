"""Whose session a cookie is, asked of the database in a thread, as the web process asks it for every request."""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections

from wangge.accounts.auth import of_session
from wangge.core.actors import Actor


def actor_of(session_key: str) -> Actor | None:
    """Who the session belongs to; None if it is over. A look does not prolong it: an open page is no work."""
    close_old_connections()
    found = of_session(_store(session_key))
    return found[1] if found else None


def actors_of(session_keys: Iterable[str]) -> dict[str, Actor | None]:
    """The same for several sessions; OperationalError when the database does not answer."""
    return {key: actor_of(key) for key in dict.fromkeys(session_keys)}


def _store(session_key: str) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(session_key)
