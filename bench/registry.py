"""The register of a whole city: how fast people are taken in, and how fast they are found, by each way there is.

Found by whoever serves a street, as the roles are shipped, and by a city's operator who was given the power: names
and words of an address are the harder to find, the more people they are looked for among.
"""

import itertools
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from bench import load, people, place, registered
from bench.fill import population
from bench.measure import Side
from bench.outcome import Ask, Reach, Row
from bench.people import Login
from wangge.accounts.models import Role
from wangge.registry import addressing

SEED = 2110
ASKED = 300  # different searches of each kind
SAMPLE = 60_000  # people of the import that is measured: about a minute
SEARCH = "/api/v1/registry/search"
CITY_ROLE = "city_operator"
FOUND = (Reach("p95_ms", at_most=100),)
# A whole city in less than twenty minutes, on two cores.
IMPORTED = (Reach("minutes for a city", at_most=20),)


def run(ask: Ask) -> list[Row]:
    with registered.kept(ask.size) as environment:
        rows = [_filled(ask.size)]
        street = next(iter(people.holding("township_operator")))
        city = next(iter(people.holding(CITY_ROLE)))
        with (
            _seeing_the_city(),
            people.logged_in([street, city]) as (in_street, in_city),
            place.web(environment) as port,
        ):
            for login, where in ((in_street, "street"), (in_city, "city")):
                region = login.actor.region
                for kind, asked in searches(ask.size, region).items():
                    rows.append(_search(ask, port, login, f"{kind}, {where}", asked))
    return [_imported(min(SAMPLE, ask.size)), *rows]


def _filled(size: int) -> Row:
    """How long the kept register took to be filled: by the import, at its full size."""
    seconds = registered.fill(size)["seconds"]
    side = Side("import people, when the register was filled", [size / seconds], [])
    return Row("import, full size", side, None, IMPORTED, _minutes(size / seconds))


def _imported(size: int) -> Row:
    """The rate at a size that takes a minute; what a city would take at it is an extrapolation, and says so."""
    name = f"{place.NAME}_people_{secrets.token_hex(4)}"
    try:
        with place.made(name) as environment:
            seconds = registered.imported(environment, size)
    finally:
        place.drop(name)
    side = Side(f"import people, {size:,} of them; a city at this rate", [size / seconds], [])
    return Row("import", side, None, IMPORTED, _minutes(size / seconds))


def _minutes(rate: float) -> dict[str, float]:
    return {"minutes for a city": registered.PEOPLE / rate / 60}


@contextmanager
def _seeing_the_city() -> Iterator[None]:
    """City operators may see the register meanwhile: roles are data, and some city will give it to them."""
    role = Role.objects.get(key=CITY_ROLE)
    before = list(role.powers)
    role.powers = [*before, "registry.see"]
    role.save(update_fields=["powers"])
    try:
        yield
    finally:
        role.powers = before
        role.save(update_fields=["powers"])


def searches(size: int, region: str) -> dict[str, list[dict[str, str]]]:
    """By each way, what is asked: of people of this region, taken at random, the same each time."""
    dice = random.Random(SEED)
    grids = registered.grids(size)
    here = [number for number, grid in enumerate(grids) if grid.startswith(region)] or [0]
    lines = [cells for number in here[:40] for _, cells in population.in_grid(size, grids, number)]
    drawn = [dict(zip(population.words().headings, dice.choice(lines), strict=True)) for _ in range(ASKED)]
    house = addressing.kinds()["building"].suffix
    return {
        "identity number": [{"number": each["identity"]} for each in drawn],
        "phone": [{"number": each["phone"]} for each in drawn if each["phone"]],
        "name": [{"name": each["name"]} for each in drawn],
        "beginning of a name": [{"name": each["name"][:3]} for each in drawn],
        "words of an address": [{"address": f"{each['estate']} {each['building']}{house}"} for each in drawn],
        "name and words": [{"name": each["name"][:2], "address": each["estate"]} for each in drawn],
    }


def _search(ask: Ask, port: int, login: Login, case: str, asked: list[dict[str, str]]) -> Row:
    requests = itertools.cycle(
        [load.post(SEARCH, login.headers, msgspec.json.encode(each)) for each in asked]
    )
    figure, _ = ask.measured(
        (
            f"POST {SEARCH}, {ask.connections} connections",
            lambda: load.run(port, requests, ask.connections, ask.seconds),
        )
    )
    return Row(case, figure, None, FOUND)
