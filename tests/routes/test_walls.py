"""Every route, walked by those whom what is there does not concern: nobody of them reads a word of it, and none of
their writes does anything."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from tests.personas import SINCE, Cast, Face, proven
from tests.routes.there import CASE_WORD, ESTATE_WORD, PERSON_WORD, There, planted
from tests.routes.walk import PUBLIC, SAMPLES, routes
from wangge.accounts.models import Person
from wangge.core.actors import job
from wangge.network import actions as network_actions

pytestmark = pytest.mark.django_db
WORDS = (CASE_WORD, PERSON_WORD, ESTATE_WORD)
# A standard address is a public fact of administration to all who work on the register; who lives there is not.
OPEN = {
    f"GET /registry/addresses{rest}": {ESTATE_WORD}
    for rest in ("", "/{number}", "/{number}/code", "/{number}/plates")
}
READS = [each for each in routes() if each.method == "GET"]
WRITES = [each for each in routes() if each.method != "GET" and each.parameters]


def former(cast: Cast) -> Face:
    """A worker of the same grid whose posting ended yesterday; still has the account, and a session."""
    person = Person.objects.create(username="former", name="former", password=make_password("x"))
    network_actions.post_person(
        person.pk,
        "grid_worker",
        grid=cast.actor("worker").grid,
        from_day=SINCE,
        to_day=localdate() - timedelta(days=1),
        actor=job("tests"),
    )
    face = Face()
    face.force_login(person)
    proven(face)
    return face


def named(name: str) -> Callable[[Cast], Face]:
    return lambda cast: cast.client(name)


WALKERS: dict[str, Callable[[Cast], Face]] = {
    "anonymous": named("anonymous"),
    "stranger": named("stranger"),
    "neighbour": named("worker_elsewhere"),
    "former": former,
    "system administrator": named("sysadmin"),
    "security administrator": named("secadmin"),
    "audit administrator": named("auditadmin"),
    "data protection officer": named("officer"),
}


def address(route, there: There) -> str:
    values = SAMPLES | {name: str(value) for name, value in there.of(route.path).items()}
    return route.address(**{name: values[name] for name in route.parameters})


def read(face: Face, there: There) -> dict[str, set[str]]:
    """By route, the words that were read on it: as it is, and asked for each of the words."""
    found: dict[str, set[str]] = {}
    for route in READS:
        for query in ("", *(f"?q={quote(word)}" for word in WORDS)):
            answer = face.get(address(route, there) + query)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code < 500, (str(route), content)
            text = content.decode("utf-8", "replace")
            if re.search("|".join(WORDS), text):
                found.setdefault(str(route), set()).update(word for word in WORDS if word in text)
            if route.parameters:
                break
    return found


def test_the_worker_of_the_grid_reads_all_of_it(cast):
    """What the others are kept from is there to be read."""
    found = read(cast.client("worker"), planted(cast))
    assert set().union(*found.values()) == set(WORDS)
    assert {"GET /events/{case_no}", "GET /registry/people/{number}", "GET /registry/homes/{number}"} <= set(
        found
    )
    assert len(found) >= 6


@pytest.mark.parametrize("walker", WALKERS.values(), ids=WALKERS)
def test_nobody_else_reads_a_word_of_it(cast, walker):
    there = planted(cast)
    found = read(walker(cast), there)
    assert {route: words for route, words in found.items() if words != OPEN.get(route)} == {}


@pytest.mark.parametrize("walker", WALKERS.values(), ids=WALKERS)
def test_nobody_else_changes_anything_of_it(cast, walker):
    there = planted(cast)
    face = walker(cast)
    for route in WRITES:
        if (
            re.match(r"/(events|registry|follow|visits|patrols|care)\b", route.path)
            and (
                route.method,
                route.path,
            )
            not in PUBLIC
        ):
            answer = face.send(route.method, address(route, there), {"data": {}, "version": 1})
            assert 400 <= answer.status_code < 500, (str(route), answer.content)
