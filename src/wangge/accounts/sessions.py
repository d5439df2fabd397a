"""Where sessions are kept: who is logged in, from which posting they act, and since when (`SESSION_ENGINE`).

What every session holds has columns, so the statement that finds a session finds with it the person, the posting
in force and its powers. Nothing of that is remembered from one request to the next.
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from wangge.accounts import queries
from wangge.accounts.models import Session
from wangge.accounts.queries import SessionView

BACKEND = "django.contrib.auth.backends.ModelBackend"  # the only one there is
POSTING_KEY = "posting"
SEEN_KEY = "seen"  # seconds of the epoch
CREATED_KEY, ADDRESS_KEY, BROWSER_KEY = "created", "address", "browser"
PROVED_KEY, FACTOR_KEY = "proved", "factor"  # moments
PROVIDER_KEY = "by_provider"  # true, or not there


class SessionStore(DatabaseStore):
    """Django's store, with columns for what every session holds."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        # Who was found together with the session when it was read.
        self.found: SessionView | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """The session's values; empty, and without a key, if there is no such session or it has ended. One query."""
        self.found = queries.session(self.session_key) if self.session_key else None
        if self.found is None:
            self._session_key = None
            return {}
        return self._values(self.found)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        rest = dict(data)
        person = rest.pop(SESSION_KEY, None)
        backend = rest.pop(BACKEND_SESSION_KEY, BACKEND)
        assert backend == BACKEND
        seen = rest.pop(SEEN_KEY, None)
        row = Session(
            session_key=self._get_or_create_session_key(),
            expire_date=self.get_expiry_date(),
            person_id=None if person is None else int(person),
            fingerprint=rest.pop(HASH_SESSION_KEY, ""),
            posting=rest.pop(POSTING_KEY, None),
            last_seen=None if seen is None else datetime.fromtimestamp(seen, UTC),
            address=rest.pop(ADDRESS_KEY, ""),
            browser=rest.pop(BROWSER_KEY, ""),
            proved_at=rest.pop(PROVED_KEY, None),
            factor_at=rest.pop(FACTOR_KEY, None),
            by_provider=rest.pop(PROVIDER_KEY, False),
        )
        if CREATED_KEY in rest:
            row.created_at = rest.pop(CREATED_KEY)
        row.session_data = self.encode(rest) if rest else ""
        return row

    def _values(self, found: SessionView) -> dict[str, Any]:
        values = self.decode(found.data) if found.data else {}
        values[CREATED_KEY] = found.created_at
        for key, value in (
            (SESSION_KEY, None if found.person_id is None else str(found.person_id)),
            (BACKEND_SESSION_KEY, BACKEND if found.person_id is not None else None),
            (HASH_SESSION_KEY, found.fingerprint),
            (POSTING_KEY, found.chosen),
            (SEEN_KEY, int(found.last_seen.timestamp()) if found.last_seen else None),
            (ADDRESS_KEY, found.address),
            (BROWSER_KEY, found.browser),
            (PROVED_KEY, found.proved_at),
            (FACTOR_KEY, found.factor_at),
            (PROVIDER_KEY, found.by_provider),
        ):
            if value not in ("", None, False):
                values[key] = value
        return values
