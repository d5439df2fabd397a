"""People logged in for a benchmark: their sessions are written where the platform keeps them, no password is typed.

with people.logged_in(people.holding("unit_handler")) as logins:
    requests = itertools.cycle(load.get("/api/v1/todo", each.headers) for each in logins)
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

from wangge.accounts import actors
from wangge.accounts.models import Person, Session
from wangge.accounts.queries import people
from wangge.accounts.sessions import SEEN_KEY, SessionStore
from wangge.core.actors import Actor

CSRF_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody logged in. `csrf` is good for any write of this browser."""

    person: int
    session: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends with every request, writing ones too."""
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: self.csrf}
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": self.csrf,
        }

    @property
    def actor(self) -> Actor:
        """As whom the platform knows them. Two queries."""
        found = actors.from_person(self.person)
        assert found is not None, "who is logged in has an account"
        return found[1]


def holding(role: str, region: str = "") -> list[Person]:
    """Everybody who serves in a role today, in a region or below it if given; as many as there are."""
    return list(people(role=role, region=region, active=True).order_by("id"))


@contextmanager
def logged_in(whom: Iterable[Person]) -> Iterator[list[Login]]:
    """A login for each, in the database this process points at; gone afterwards."""
    known = list(whom)
    keys = [get_random_string(32, VALID_KEY_CHARS) for _ in known]
    rows = [_row(key, person) for key, person in zip(keys, known, strict=True)]
    Session.objects.bulk_create(rows)
    try:
        csrf = get_random_string(CSRF_LENGTH)
        yield [Login(person.pk, key, csrf) for key, person in zip(keys, known, strict=True)]
    finally:
        Session.objects.filter(session_key__in=keys).delete()


def _row(key: str, person: Person) -> Session:
    values = {
        SESSION_KEY: str(person.pk),
        HASH_SESSION_KEY: person.get_session_auth_hash(),
        SEEN_KEY: int(time.time()),
    }
    return SessionStore(key).create_model_instance(values)
