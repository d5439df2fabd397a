"""How often an address may do what needs no account, and a system whatever it does: counted in fixed windows, by all
processes together.

The table `RATES` says how many in how many seconds; an installation overrides rows in `WANGGE_RATES`
(`report=60/600 follow.case=10/900`). A window begins with an address's first request and ends by itself. One
row a rule and address (or token), in an unlogged table: one cheap statement, nothing worth keeping through a crash.
Either is kept as a keyed hash only, and rows nobody counts with are deleted.

Behind one address there may be a whole village (carriers share them), so the figures are for machines, not
for people. IPv6 is counted by /64, which is what one household has.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from wangge.core import problems, statements
from wangge.core.crypto import blind_index
from wangge.core.problems import Problem
from wangge.core.scope import Closed


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` times within `seconds`, from the first one on."""

    most: int
    seconds: int


RATES: Mapping[str, Rate] = {
    "public.read": Rate(300, 60),  # places, cards and notices, as a person on a map asks for them
    "public.suggest": Rate(60, 60),  # items named from a text while it is typed
    "report": Rate(60, 600),  # reports without an account
    "upload": Rate(600, 600),  # pieces of files, sent with the secret of a case
    "token": Rate(3000, 60),  # requests of one system, whatever they are: a loop gone wild, not a busy day
    "sso": Rate(60, 600),  # ways to the provider of single sign-on, and back
    "held.address": Rate(30, 900),  # wrong codes or proofs of who looks at what is held, from one address
    "held.code": Rate(5, 900),  # wrong proofs shown with one code, from wherever
    "follow.address": Rate(30, 900),  # wrong secrets from one address, whatever the case
    "follow.case": Rate(10, 900),  # wrong secrets for one case from one address
}
KEEP = timedelta(days=1)

COUNTING = """
INSERT INTO core_rate AS r (key, began, count) SELECT %s, clock_timestamp(), 1{of}
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN r.began + make_interval(secs => %s) <= clock_timestamp() THEN 1 ELSE r.count + 1 END,
  began = CASE WHEN r.began + make_interval(secs => %s) <= clock_timestamp() THEN clock_timestamp()
               ELSE r.began END
RETURNING count, extract(epoch FROM began + make_interval(secs => %s) - clock_timestamp())::int AS wait
"""
HIT_SQL = COUNTING.format(of="")
SEEN_SQL = """
SELECT key, count, extract(epoch FROM clock_timestamp() - began)::int FROM core_rate WHERE key = ANY(%s)
"""


class RateCount(models.Model):
    """How often one address did one thing since its window began; the table is unlogged."""

    scope = Closed("counts requests; nobody reads it")

    key = models.CharField(max_length=120, primary_key=True, db_collation="C")
    began = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        app_label = "core"
        db_table = "core_rate"

    def __str__(self) -> str:
        return f"{self.key.partition(':')[0]}: {self.count}"


@cache
def own(text: str) -> Mapping[str, Rate]:
    """The rows of an installation: `name=most/seconds`, separated by spaces.

    ValueError, quoting what cannot be read or is no row of the table.
    """
    found = {}
    for each in text.split():
        name, _, figures = each.partition("=")
        most, _, seconds = figures.partition("/")
        if name not in RATES or not (most.isdigit() and seconds.isdigit() and int(seconds)):
            raise ValueError(
                f"WANGGE_RATES: {each!r} is not name=most/seconds with a name of {sorted(RATES)}"
            )
        found[name] = Rate(int(most), int(seconds))
    return found


def rate(name: str) -> Rate:
    """The row in force: the installation's own, else the table's."""
    return own(settings.RATES).get(name) or RATES[name]


def hit(name: str, address: str, about: str = "") -> None:
    """Count one; TOO_MANY (429, with `retry_after` in seconds) when there have been more than allowed.

    `about` narrows the count, to one case for instance. One statement.
    """
    refuse_above(name, *count(name, address, about))


def count(name: str, address: str, about: str = "") -> tuple[int, int]:
    """Count one and refuse nothing: how many there are now, and the seconds until the window ends. One statement."""
    ((found, left),) = statements.run(HIT_SQL, counted(name, address, about))
    return found, left


def counting_sql(of: str) -> str:
    """The statement that counts, as a part of another one: a row of `of` is counted, none is not. It gives `count`
    and `wait` as `count` does; its parameters are those of `counted`."""
    return COUNTING.format(of=f" FROM {of}")


def counted(name: str, address: str, about: str = "") -> tuple[str, int, int, int]:
    """The parameters of a statement that counts one."""
    seconds = rate(name).seconds
    return _key(name, address, about), seconds, seconds, seconds


def refuse_above(name: str, found: int, left: int) -> None:
    """TOO_MANY when what was counted is more than allowed; `left` are the seconds until the window ends."""
    if found > rate(name).most:
        raise too_many(left)


def refuse_if_full(address: str, *kept: tuple[str, str]) -> None:
    """TOO_MANY when any of these counts (rule, about) is used up; counts nothing. One statement."""
    keys = {_key(name, address, about): rate(name) for name, about in kept}
    waits = [
        keys[key].seconds - age
        for key, count, age in statements.run(SEEN_SQL, (list(keys),))
        if count >= keys[key].most and age < keys[key].seconds
    ]
    if waits:
        raise too_many(max(waits))


def too_many(seconds: int) -> Problem:
    return Problem(problems.TOO_MANY, retry_after=max(1, seconds))


def purge() -> int:
    """Delete counts whose window ended long ago; the number of rows."""
    rows, _ = RateCount.objects.filter(began__lt=now() - KEEP).delete()
    return rows


def _key(name: str, address: str, about: str) -> str:
    return f"{name}:{blind_index(f'{_household(address)}|{about}', 'rate').hex()}"


def _household(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address by its /64; what is no address counts as one caller."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(found if found.version == 4 else ipaddress.ip_network((found, 64), strict=False))
