"""Care for residents of the demonstration (`data/care_demo.yaml`), entered through the one door like real care."""

from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import msgspec
from django.utils.timezone import localdate
from django.utils.timezone import now as clock_now

from wangge.accounts import actors, queries
from wangge.core.actors import Actor, job
from wangge.core.rows import guarded
from wangge.registry.care.actions import CareIn, open_entry, take
from wangge.registry.care.keeping import CARE
from wangge.registry.care.models import CareEntry
from wangge.registry.models import Person


class DemoHelp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    days: int
    kind: str
    told: str


class DemoCare(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`by` and `with` are log-ins of the demonstration; `days` since; without a plan it is proposed only."""

    register: str
    age: int
    by: str
    days: int
    aim: str
    fields: dict[str, Any]
    plan: str = ""
    consent: str = ""
    helper: str = msgspec.field(name="with", default="")
    help: tuple[DemoHelp, ...] = ()


def load() -> dict[str, int]:
    """Open the entries, unless there are any; how many."""
    with guarded(job(CARE)):
        if CareEntry.objects.exists():
            return {}
    text = files("wangge.registry").joinpath("data/care_demo.yaml").read_bytes()
    rows = msgspec.yaml.decode(text, type=list[DemoCare])
    return {"care entries": sum(_one(each) for each in rows)}


def _one(row: DemoCare) -> bool:
    actor = _who(row.by)
    with guarded(actor):
        person = Person.objects.filter(born=localdate().year - row.age, left="").order_by("pk").first()
    if person is None:
        return False
    asked = CareIn(person=person.pk, register=row.register, aim=row.aim, fields=row.fields)
    number = open_entry(asked, actor, now=_ago(row.days)).case.case_no

    def act(days: int, action: str, **data: Any) -> None:
        take(number, action, actor, data, None, now=_ago(days))

    if row.helper:
        act(row.days, "add", who=_who(row.helper).person, reason=row.aim)
    if row.consent:
        act(row.days, "agree", how=row.consent, day=str(localdate(_ago(row.days))))
    if row.plan:
        act(row.days, "begin", plan=row.plan)
    for each in row.help:
        act(each.days, "help", kind=each.kind, told=each.told)
    return True


def _who(username: str) -> Actor:
    found = actors.from_person(queries.people(q=username).get(username=username).pk)
    assert found is not None
    return found[1]


def _ago(days: int) -> datetime:
    return clock_now() - timedelta(days=days)
