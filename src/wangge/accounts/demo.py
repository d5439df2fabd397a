"""The people of the demonstration (`data/demo.yaml`): named ones who log in, and a worker for every grid."""

import json
import os
import stat
from importlib.resources import files
from pathlib import Path

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from wangge.accounts import queries
from wangge.accounts.models import Person
from wangge.core.actors import job
from wangge.core.secrets import secret
from wangge.network import actions as network_actions
from wangge.network import queries as network
from wangge.network.actions import NewPosting

WORKER_ROLE = "grid_worker"
LOGINS = "demo-logins.json"


class DemoPosting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """At the unit of `kind` in `region`, or at the first grid of `community`."""

    role: str
    kind: str = ""
    region: str = ""
    community: str = ""


class DemoPerson(DemoPosting, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Begins with the posting written with them; `also` are the ones to switch to."""

    username: str
    name: str
    also: tuple[DemoPosting, ...] = ()

    @property
    def postings(self) -> tuple[DemoPosting, ...]:
        return (self, *self.also)


class Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`worker_name` is filled in with `number`."""

    worker_name: str
    people: tuple[DemoPerson, ...]


def source() -> Demo:
    text = files("wangge.accounts").joinpath("data/demo.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=Demo)


def load() -> dict[str, int]:
    """Make the people who are not there yet, with their postings; how many. The second time none.

    People and postings are written together, so a run that broke off leaves nothing half done. Postings
    begin with last year, before the oldest event of the demonstration.
    """
    demo = source()
    grids = list(network.grids().order_by("code").values_list("code", flat=True))
    present = set(Person.objects.filter(demo=True).values_list("username", flat=True))
    people = [each for each in demo.people if each.username not in present]
    workers = [
        (f"wg{code}", demo.worker_name.format(number=number), code)
        for number, code in enumerate(grids, start=1)
        if f"wg{code}" not in present
    ]
    since = localdate().replace(year=localdate().year - 1, month=1, day=1)
    hashed = make_password(password()) if people else ""
    with transaction.atomic():
        made = Person.objects.bulk_create(
            [
                *(Person(username=p.username, name=p.name, demo=True, password=hashed) for p in people),
                # No log-in of theirs is ever meant: each has a mark that no password hashes to.
                *(Person(username=u, name=n, demo=True, password=make_password(None)) for u, n, _ in workers),
            ],
            batch_size=1000,
        )
        numbers = {person.username: person.pk for person in made}
        postings = [
            *(
                NewPosting(numbers[p.username], each.role, since, **_place(each, p.username, grids))
                for p in people
                for each in p.postings
            ),
            *(NewPosting(numbers[u], WORKER_ROLE, since, grid=code) for u, _, code in workers),
        ]
        network_actions.post_many(postings, job("load"))
    write_logins(demo)
    return {"demo people": len(people), "demo grid workers": len(workers)}


def password() -> str:
    """The password of all demo log-ins of this installation: random, made once, kept among the secrets."""
    digits = secret("demo-password")[:12]
    return "-".join((digits[:4], digits[4:8], digits[8:]))


def write_logins(demo: Demo) -> Path:
    """Write who can log in, as what and where, to `demo-logins.json` for the launcher to show; mode 0600."""
    people = {
        each.username: each
        for each in Person.objects.filter(demo=True, username__in=[p.username for p in demo.people])
    }
    held = {p.username: network.current_postings(people[p.username].pk) for p in demo.people}
    roles = queries.roles({each.role for p in demo.people for each in p.postings})
    rows = [
        {
            "username": p.username,
            "name": p.name,
            "role": " / ".join(roles[each.role].name for each in p.postings),
            "place": " / ".join(each.place for each in held[p.username]),
            "password": password(),
        }
        for p in demo.people
    ]
    path = Path(settings.VAR) / LOGINS
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
    fresh.replace(path)
    return path


def _place(posting: DemoPosting, username: str, grids: list[str]) -> dict[str, str | int]:
    if posting.community:
        return {"grid": next(code for code in grids if code.startswith(posting.community))}
    unit = network.route(posting.kind, posting.region)
    if unit is None or unit.region_code != posting.region:
        raise ValueError(f"data/demo.yaml: {username}: there is no {posting.kind} in {posting.region}")
    return {"unit": unit.id}
