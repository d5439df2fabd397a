"""Reads of accounts: who a token is, which roles there are, how a person may act."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from wangge.accounts.models import Person, Role, Token
from wangge.core import problems, rates, statements
from wangge.core.problems import Problem
from wangge.core.words import chinese
from wangge.network import queries as network
from wangge.network.queries import PostingView

# One indexed look-up: `accounts_token.hash` is unique. A token that ended, by its date or by a person, is no token at
# once. One that is in force is counted in the same statement: what nobody was given makes no row.
TOKEN_SQL = f"""
WITH found AS (
  SELECT id, name, powers, region, channel, unit_id, last_used_day FROM accounts_token
   WHERE hash = %s AND revoked_at IS NULL AND expires_at > now()
), counted AS ({rates.counting_sql("found")})
SELECT found.*, counted.count, counted.wait FROM found, counted
"""  # noqa: S608  names of our own

PERSON_COLUMNS = [field.attname for field in Person._meta.concrete_fields]
PERSON_SQL = f"""
SELECT {", ".join(f"p.{column}" for column in PERSON_COLUMNS)}, r.powers
  FROM accounts_person p LEFT JOIN accounts_role r ON r.key = %s
 WHERE p.id = %s AND p.active
"""  # noqa: S608  names of our own columns

# Everything a request of a person has to know: the session, whose it is, from which posting of today they act,
# and what its role may do. Parameters: today twice, the session's key. A limit keeps each look-up one by key, however
# few sessions there were when it was planned.
POSTING_COLUMNS = [field.name for field in fields(PostingView)]
SESSION_SQL = f"""
SELECT s.session_data, s.person_id, s.fingerprint, s.posting, s.created_at, s.last_seen, s.address, s.browser,
       s.proved_at, s.factor_at, s.by_provider,
       {", ".join(f"held.{column}" for column in POSTING_COLUMNS)}, r.powers,
       {", ".join(f"who.{column}" for column in PERSON_COLUMNS)}
  FROM accounts_session s
  LEFT JOIN LATERAL (SELECT * FROM accounts_person WHERE id = s.person_id AND active LIMIT 1) AS who ON true
  LEFT JOIN LATERAL ({network.active_posting_sql("who.id", "s.posting")})
            AS held({", ".join(POSTING_COLUMNS)}) ON true
  LEFT JOIN accounts_role r ON r.key = held.role
 WHERE s.session_key = %s AND s.expire_date > now()
"""  # noqa: S608  names of our own columns
_HELD, _POWERS = 11, 11 + len(POSTING_COLUMNS)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that has not ended, in the order of the columns of `SESSION_SQL`; `person` is None when nobody has
    logged in to it or their account was closed, `held` the posting of today they act from, if they have one."""

    data: str
    person_id: int | None
    fingerprint: str
    chosen: int | None
    created_at: datetime
    last_seen: datetime | None
    address: str
    browser: str
    proved_at: datetime | None
    factor_at: datetime | None
    by_provider: bool
    held: PostingView | None
    powers: frozenset[str]
    person: Person | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token in force, in the order of the columns of `TOKEN_SQL`. `asked`: how often it was shown in this window,
    which ends in `wait` seconds (`rates.RATES`, token)."""

    id: int
    name: str
    powers: list[str]
    region: str
    channel: str
    unit: int | None
    last_used_day: date | None
    asked: int
    wait: int


def token_hash(secret: str) -> bytes:
    """What is kept of a token's secret. It is 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).digest()


def token_row(secret: str) -> TokenView | None:
    """The token this secret belongs to, if it is in force; that it was shown is counted. One query."""
    known = token_hash(secret)
    rows = statements.run(TOKEN_SQL, (known, *rates.counted("token", "", known.hex())), repeatable=True)
    return TokenView(*rows[0]) if rows else None


def session(key: str) -> SessionView | None:
    """The session of this key with the person behind it as they stand now; None if there is none, or it has ended.
    One query."""
    if not (key.isascii() and key.isalnum()):  # ours are, and what else stands in a cookie is anybody's guess
        return None
    day = localdate()
    rows = statements.run(SESSION_SQL, (day, day, key))
    if not rows:
        return None
    row = rows[0]
    held, powers, columns = row[_HELD:_POWERS], row[_POWERS], row[_POWERS + 1 :]
    return SessionView(
        *row[:_HELD],
        held=None if held[0] is None else PostingView(*held),
        powers=frozenset(powers or ()),
        person=None if columns[0] is None else Person.from_db(DEFAULT_DB_ALIAS, PERSON_COLUMNS, columns),
    )


def tokens() -> QuerySet[Token]:
    """All tokens ever issued, with who issued them."""
    return Token.objects.select_related("issued_by")


def person_with_powers(person_id: int, role: str | None) -> tuple[Person, frozenset[str]] | None:
    """A person who may still log in, with the powers of a role; in one query. None: gone or deactivated."""
    rows = statements.run(PERSON_SQL, [role or "", person_id])
    if not rows:
        return None
    *columns, powers = rows[0]
    return Person.from_db(DEFAULT_DB_ALIAS, PERSON_COLUMNS, columns), frozenset(powers or ())


def roles_held(person: Person, first: date, last: date | None) -> set[str]:
    """Keys of the roles a person holds on any day from `first` to `last` (None: without end). One query."""
    overlapping = person.postings.exclude(to_day__lt=first)
    if last is not None:
        overlapping = overlapping.filter(from_day__lte=last)
    return set(overlapping.values_list("role", flat=True))


def people(*, q: str = "", role: str = "", region: str = "", active: bool | None = None) -> QuerySet[Person]:
    """Accounts, closed ones too: `q` part of the name or user name, `role` and `region` of a posting of today."""
    found = Person.objects.all()
    if active is not None:
        found = found.filter(active=active)
    if q:
        found = found.filter(Q(name__contains=q) | Q(username__contains=q))
    if role or region:
        found = found.filter(pk__in=network.people_posted(role, region))
    return found


def person(number: int) -> Person:
    """An account; NOT_FOUND if there is none. One query."""
    found = Person.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found


def all_roles() -> list[Role]:
    """Every role, by key."""
    return list(Role.objects.order_by("key"))


def roles(keys: Iterable[str]) -> dict[str, Role]:
    """These roles by key, in one query; a key that is no role is left out."""
    return Role.objects.in_bulk(list(keys))


def role_names(keys: Iterable[str]) -> dict[str, str]:
    """What these roles are called in the language in force, by key, in one query; none for an empty list."""
    wanted = set(keys)
    found = roles(wanted) if wanted else {}
    return {key: role.name if chinese() else role.name_en for key, role in found.items()}


def role_names_sql(key: str) -> str:
    """What the role is called whose key this expression gives, in Chinese and in English: two expressions for
    another statement."""
    return ", ".join(
        f"(SELECT role.{name} FROM accounts_role role WHERE role.key = {key})"  # noqa: S608
        for name in ("name", "name_en")
    )
