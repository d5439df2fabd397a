"""What somebody of the register is shown of it, who shows their code: what is held about them and why, who looked,
and how far their requests are. Masked as on a worker's screen: the code may have fallen into other hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from wangge.accounts import queries as accounts
from wangge.core import audit
from wangge.core.http.pages import LIMIT
from wangge.core.rows import guarded
from wangge.network import queries as network
from wangge.registry import definitions, facts, merged
from wangge.registry.actions.people import FIRST
from wangge.registry.care import queries as care
from wangge.registry.care.models import CareEntry
from wangge.registry.care.readings import seen as care_seen
from wangge.registry.care.world import register_of
from wangge.registry.definitions import Group
from wangge.registry.labels import field_label
from wangge.registry.models import Address, Fact, Person, Reading, Restriction, RightsRequest
from wangge.registry.queries.views import shown
from wangge.registry.requests import rights
from wangge.registry.requests.access import Recognised, themselves
from wangge.registry.requests.effects import ENDING
from wangge.registry.requests.views import AnswerView, answers


class HeldField(msgspec.Struct, frozen=True):
    label: str
    shown: str


class HeldGroup(msgspec.Struct, frozen=True):
    """One group of facts: what for, by which law, from where and since when; until when it is good, and for how many
    days it is kept after it ended. `objected_at`: since then it is neither used nor asked for. `may`: the kinds of
    request that make sense of it."""

    key: str
    label: str
    purpose: str
    law: str
    source: str
    at: datetime
    valid_until: date | None
    keep_days: int
    objected_at: datetime | None
    fields: list[HeldField]
    may: list[str]


class Looked(msgspec.Struct, frozen=True):
    """Somebody saw a masked value: from which post and unit, what, and what for. `name` only where the house has
    decided that names are told."""

    at: datetime
    post: str
    unit: str
    name: str
    field: str
    reason: str


class HeldCare(msgspec.Struct, frozen=True):
    """Care for the person under a register: why, by which law, since when and until when, and who looked. What was
    written in it is told by those who care: a code may fall into other hands."""

    label: str
    purpose: str
    law: str
    since: datetime
    ends_on: date | None
    looked: list[Looked]


class RightView(msgspec.Struct, frozen=True):
    """A kind of request: what the law calls it, and how somebody says it; `whole`: it may be about everything."""

    key: str
    label: str
    said: str
    law: str
    whole: bool


class Held(msgspec.Struct, frozen=True):
    """Everything. `looked` are the newest of those who looked."""

    name: str
    home: str
    groups: list[HeldGroup]
    looked: list[Looked]
    care: list[HeldCare]
    requests: list[AnswerView]
    rights: list[RightView]
    complaint: str
    term: str
    expires_at: datetime


def held(shown_by: Recognised, address: str = "") -> Held:
    """All of it, for whoever showed the code; the look is an entry of the audit log."""
    actor, number = shown_by.actor, shown_by.access.person_id
    with guarded(actor):
        person = Person.objects.get(pk=number)
        home = Address.objects.get(dwelling__people=number)
        known = facts.current("person", [number]).get(number, {})
        objected = dict(Restriction.objects.filter(person=number).values_list("group", "at"))
        readings = _readings([number, *merged.into(number)])
        asked = list(RightsRequest.objects.select_related("words").order_by("-id")[:LIMIT])
        told = answers(asked, actor)
        audit.record(actor, "registry.held", ("registry_person", number), address=address)
    return Held(
        name=person.name,
        home=home.text,
        groups=[
            _group(group, known[key], objected.get(key))
            for key, group in definitions.groups("person").items()
            if key in known
        ],
        looked=looked(
            [Look(each.at, each.posting, each.by, field_label(each.field), each.reason) for each in readings]
        ),
        care=[_care(each) for each in care.about(number)],
        requests=told,
        rights=[
            RightView(each.key, each.label, each.said, each.law, each.about == "all")
            for each in rights.source().kinds
        ],
        complaint=rights.complaint(),
        term=rights.term_source(),
        expires_at=shown_by.access.expires_at,
    )


def _readings(entries: Sequence[int]) -> list[Reading]:
    """Who looked at these entries, all of them of the one who asks, the newest first. A query for each."""
    found: list[Reading] = []
    for entry in entries:
        with guarded(themselves(entry)):
            rows = Reading.objects.filter(subject="person", subject_id=entry)
            found += rows.order_by("-id")[:LIMIT]
    return sorted(found, key=lambda each: each.pk, reverse=True)[:LIMIT]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at something of the person: when, from which posting, by whom, at what and for what."""

    at: datetime
    posting: int | None
    by: str
    field: str
    reason: str


def looked(rows: Sequence[Look]) -> list[Looked]:
    """Who looked, as the person may know. Two queries, none for nobody."""
    posts = network.postings({each.posting for each in rows if each.posting})
    names = accounts.role_names({each.role for each in posts.values()}) if posts else {}
    return [_looked(each, posts, names) for each in rows]


def _looked(look: Look, posts: Mapping[int, network.PostingView], names: Mapping[str, str]) -> Looked:
    post = posts.get(look.posting or 0)
    return Looked(
        at=look.at,
        post=names.get(post.role, "") if post else "",
        unit=post.place if post else "",
        name=look.by if rights.source().readers.names else "",
        field=look.field,
        reason=look.reason,
    )


def _care(entry: CareEntry) -> HeldCare:
    register = register_of(entry)
    # Looking needs no reason of its own where it is part of caring.
    looks = [
        Look(each.at, each.posting, each.by, care_seen(entry, each), each.reason or register.aim)
        for each in entry.readings.all()
    ]
    return HeldCare(
        label=register.label,
        purpose=register.aim,
        law=register.law,
        since=entry.opened_at,
        ends_on=entry.ends_on,
        looked=looked(looks),
    )


def _group(group: Group, fact: Fact, objected_at: datetime | None) -> HeldGroup:
    known = facts.opened(fact)
    return HeldGroup(
        key=group.key,
        label=group.label,
        purpose=definitions.purposes()[group.purpose].label,
        law=group.law,
        source=definitions.sources()[fact.source].label,
        at=fact.at,
        valid_until=fact.valid_until,
        keep_days=group.keep_days,
        objected_at=objected_at,
        fields=[
            HeldField(field.label, shown(field, known[field.key]))
            for field in group.fields
            if field.key in known
        ],
        may=[
            each.key
            for each in rights.source().kinds
            if not (each.effect in ENDING and group.key in FIRST)
            and not (each.effect == "restrict" and objected_at)
        ],
    )
