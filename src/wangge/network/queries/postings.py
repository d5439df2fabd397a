"""Who serves where today: postings of a person, workers of a grid, the nearest other worker."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from wangge.core import statements
from wangge.network.models import Posting

# The area a posting is in reads as county, township and community before the grid's own name.
_POSTINGS = """
SELECT p.id, p.person_id, p.role,
       coalesce(u.name, (SELECT string_agg(r.short_name, '' ORDER BY r.code) FROM network_region r
                          WHERE r.code IN (left(g.code, 6), left(g.code, 9), left(g.code, 12))) || g.name),
       p.unit_id, coalesce(u.kind, ''), coalesce(p.grid_id, ''), coalesce(u.region_id, g.community_id),
       p.from_day, p.to_day
  FROM network_posting p
  LEFT JOIN network_unit u ON u.id = p.unit_id
  LEFT JOIN network_grid g ON g.code = p.grid_id
"""
_OF_PERSON = " WHERE p.person_id = %s AND p.from_day <= %s AND (p.to_day IS NULL OR p.to_day >= %s)"

_WORKERS = """
SELECT p.id, p.person_id, a.name, p.role, p.from_day
  FROM network_posting p
  JOIN {people} a ON a.id = p.person_id
 WHERE p.grid_id = %s AND p.from_day <= %s AND (p.to_day IS NULL OR p.to_day >= %s)
 ORDER BY p.role <> 'grid_worker', p.from_day, p.id
"""

# ':' follows '9' in the C collation, so the two bounds are all codes that begin with the township's. Distance
# is that between the middles; a degree of longitude is shortened as at the first of them.
_NEAREST = """
SELECT b.code
  FROM network_boundary here
  JOIN network_boundary b ON b.level = 'grid' AND b.to_version_id IS NULL AND b.code >= %s AND b.code < %s
 WHERE here.code = %s AND here.to_version_id IS NULL
   AND EXISTS (SELECT 1 FROM network_posting p
                WHERE p.grid_id = b.code AND p.role = 'grid_worker'
                  AND p.from_day <= %s AND (p.to_day IS NULL OR p.to_day >= %s)
                  AND p.person_id IS DISTINCT FROM %s)
 ORDER BY b.code <> here.code,
          ((b.lng - here.lng) * cos(radians(here.lat))) ^ 2 + (b.lat - here.lat) ^ 2, b.code
 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class PostingView:
    """A person's posting. `place` is its name for people; `grid` is "" at a unit; `region` is the unit's
    region or the grid's community; `ends` is the last day, None if it has no end."""

    id: int
    person: int
    role: str
    place: str
    unit: int | None
    unit_kind: str
    grid: str
    region: str
    starts: date
    ends: date | None


POSTING_COLUMNS = tuple(field.name for field in fields(PostingView))


@dataclass(frozen=True, slots=True)
class WorkerView:
    """Somebody who serves at a grid; no more of them than their name."""

    posting: int
    person: int
    name: str
    role: str
    starts: date


def on_day(day: date | None = None) -> Q:
    """The filter for postings that run on a day, today if not given."""
    day = day or localdate()
    return Q(from_day__lte=day) & (Q(to_day=None) | Q(to_day__gte=day))


def postings_of(person_id: int, on: date | None = None) -> list[PostingView]:
    """The postings a person holds on a day, today if not given, oldest first. One query."""
    day = on or localdate()
    rows = statements.run(_POSTINGS + _OF_PERSON + " ORDER BY p.from_day, p.id", (person_id, day, day))
    return [PostingView(*row) for row in rows]


def all_postings(person_id: int) -> list[PostingView]:
    """Every posting a person ever held or will hold, the latest first. One query."""
    rows = statements.run(
        _POSTINGS + " WHERE p.person_id = %s ORDER BY p.from_day DESC, p.id DESC", (person_id,)
    )
    return [PostingView(*row) for row in rows]


def postings_at(people: Iterable[int], on: date | None = None) -> dict[int, list[PostingView]]:
    """The postings of several people on a day, today if not given, by person. One query; none for nobody."""
    wanted, day = sorted(set(people)), on or localdate()
    found: dict[int, list[PostingView]] = {person: [] for person in wanted}
    if wanted:
        sql = _POSTINGS + (
            " WHERE p.person_id = ANY(%s) AND p.from_day <= %s AND (p.to_day IS NULL OR p.to_day >= %s)"
            " ORDER BY p.from_day, p.id"
        )
        for row in statements.run(sql, (wanted, day, day)):
            found[row[1]].append(PostingView(*row))
    return found


def posted_over(region: str, roles: Collection[str], most: int) -> list[PostingView]:
    """The postings of today in one of these roles whose area holds a region or grid: at it, or at a unit above it;
    the nearest first, `most` of them. One query."""
    above = [region[:length] for length in (2, 4, 6, 9, 12, 15) if length <= len(region)]
    day = localdate()
    sql = _POSTINGS + (
        " WHERE p.role = ANY(%s) AND p.region_code = ANY(%s) AND p.from_day <= %s"
        " AND (p.to_day IS NULL OR p.to_day >= %s) ORDER BY length(p.region_code) DESC, p.from_day, p.id LIMIT %s"
    )
    rows = statements.run(sql, (sorted(roles), above, day, day, most))
    return [PostingView(*row) for row in rows]


def people_posted(role: str = "", region: str = "") -> QuerySet[Posting, int]:
    """Numbers of the people who serve today in a role and a region or below it: for a filter on people."""
    found = Posting.objects.filter(on_day(), region_code__startswith=region)
    return (found.filter(role=role) if role else found).values_list("person_id", flat=True)


def postings(numbers: Iterable[int]) -> dict[int, PostingView]:
    """Postings by number, ended ones too, in one query; none for an empty list."""
    wanted = sorted(set(numbers))
    rows = statements.run(_POSTINGS + " WHERE p.id = ANY(%s)", (wanted,)) if wanted else []
    return {row[0]: PostingView(*row) for row in rows}


def current_postings(person_id: int) -> list[PostingView]:
    """The postings a person holds today, oldest first. One query."""
    return postings_of(person_id)


def active_posting(person_id: int, posting_id: int | None = None) -> PostingView | None:
    """The posting of today a person acts from: the one chosen if it still runs, else the oldest. One query."""
    day = localdate()
    rows = statements.run(active_posting_sql(), (person_id, day, day, posting_id))
    return PostingView(*rows[0]) if rows else None


def active_posting_sql(person: str = "%s", chosen: str = "%s") -> str:
    """The statement of `active_posting`, also as part of another: these expressions give the person and the
    posting chosen (of tables that are not called p, u, g or r), both parameters between them are today, the
    columns are those of `PostingView`."""
    return (
        f"{_POSTINGS} WHERE p.person_id = {person} AND p.from_day <= %s AND (p.to_day IS NULL OR p.to_day >= %s)"
        f" ORDER BY p.id IS DISTINCT FROM {chosen}, p.from_day, p.id LIMIT 1"
    )


def posting_sql(number: str) -> str:
    """A posting by its number, ended ones too, as part of another statement: this expression gives the number (of a
    table that is not called p, u, g or r), the columns are those of `PostingView`."""
    return f"{_POSTINGS} WHERE p.id = {number}"


def workers_of(grid_code: str, on: date | None = None) -> list[WorkerView]:
    """Who serves at a grid on a day, today if not given; grid workers first. One query."""
    day = on or localdate()
    sql = _WORKERS.format(people=get_user_model()._meta.db_table)
    return [WorkerView(*row) for row in statements.run(sql, (grid_code, day, day))]


def worker_grid_nearest(
    grid_code: str, excluding_person: int | None = None, on: date | None = None
) -> str | None:
    """The grid whose worker is nearest to a grid, leaving one person out: whoever handled a matter does not
    verify it. The grid itself if somebody else works it, else the nearest of the same township that has one.

    None if nobody else works in the township that day, today if not given. One query.
    """
    day = on or localdate()
    township = grid_code[:9]
    rows = statements.run(_NEAREST, (township, township + ":", grid_code, day, day, excluding_person))
    return rows[0][0] if rows else None
