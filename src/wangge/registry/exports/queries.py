"""Lists that leave the register, as those read them who ask for them and who decide on them."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from django.utils.timezone import now as clock_now

from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.story import story
from wangge.accounts.cases.told import told
from wangge.accounts.cases.views import CaseView, case_facts, state_named
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import definitions
from wangge.registry.door import require
from wangge.registry.exports.actions import world
from wangge.registry.exports.flow import ExportSettings
from wangge.registry.exports.models import APPROVE, ASK, RegisterExport
from wangge.registry.exports.purposes import KINDS, Purpose, field_of, purposes

FORMATS = {"csv": "CSV", "xlsx": "Excel"}


class ExportRow(msgspec.Struct, frozen=True):
    """One line: `rows` are those of the file, or, before it is made, those that were found."""

    case_no: str
    purpose: Named
    region_name: str
    asker: str
    receiver: str
    rows: int
    state: Named
    opened_at: datetime
    ends_at: datetime
    version: int


class ExportPage(msgspec.Struct, frozen=True):
    items: list[ExportRow]
    next: str | None


class ExportView(CaseView, frozen=True, kw_only=True):
    """One list: what it holds of whom, why, for whom, and who approved it. `sealed`: with values in the clear that
    are masked elsewhere. `fetches` are left to the caller, 0 for anybody but the one who asked."""

    purpose: Named
    region: str
    region_name: str
    kind: Named | None
    group: Named | None
    fields: list[Named]
    sealed: bool
    reason: str
    receiver: str
    asker: str
    approver: str
    rows: int
    ends_at: datetime
    fetches: int


class ExportField(Named, frozen=True):
    """`sealed`: masked elsewhere, in the clear in a list."""

    sealed: bool


class ExportPurpose(msgspec.Struct, frozen=True):
    """A purpose with the fields the caller may ask for, and what narrows the rows."""

    key: str
    label: str
    fields: list[ExportField]
    kinds: list[Named]
    groups: list[Named]


class ExportPurposes(msgspec.Struct, frozen=True):
    items: list[ExportPurpose]


class Steps(Reading):
    """The lines of a list's steps: what the form asked, and how it was fetched; the rest stands on the page."""

    def said(self, name: str, value: Any) -> str:
        return FORMATS.get(str(value), "") if name == "format" else super().said(name, value)


def choices(actor: Actor) -> ExportPurposes:
    """What lists may be asked for. No query."""
    require(actor, ASK)
    return ExportPurposes([_purpose(each, actor) for each in purposes().values()])


def listed(
    actor: Actor, which: Literal["mine", "waiting"], cursor: str | None = None, limit: int = 50
) -> ExportPage:
    """The lists I asked for, or those of my area that wait for me to decide, the newest first. Two queries."""
    require(actor, ASK if which == "mine" else APPROVE)
    with guarded(actor):
        rows = within(RegisterExport.objects.all(), actor)
        if which == "mine":
            rows = rows.filter(asked_by=actor.person)
        else:
            rows = rows.filter(state="asked").exclude(asked_by=actor.person)
        found = page(rows, cursor=cursor, limit=limit)
    names = network.names({row.region_code for row in found.items})
    return ExportPage(
        [
            ExportRow(
                case_no=row.case_no,
                purpose=definitions.purposes()[row.purpose].named(),
                region_name=names.get(row.region_code, ""),
                asker=row.asker,
                receiver=row.receiver,
                rows=row.counted,
                state=state_named(flow_at("register_export", row.flow_version), row.state),
                opened_at=row.opened_at,
                ends_at=row.ends_at,
                version=row.version,
            )
            for row in found.items
        ],
        found.next,
    )


def one(case_no: str, actor: Actor) -> ExportView:
    """One list with its steps and what the actor may do, or NOT_FOUND."""
    if not (actor.may(ASK) or actor.may(APPROVE)):
        raise Problem(problems.FORBIDDEN)
    now, around = clock_now(), world()
    with guarded(actor):
        row = within(RegisterExport.objects.all(), actor).filter(case_no=case_no).first()
        if row is None:
            raise Problem(problems.NOT_FOUND)
        flow = flow_at("register_export", row.flow_version)
        steps = story(flow, row, around.calendar, told(row)[0], Steps())
    purpose = purposes()[row.purpose]
    fields = [field_of(purpose.subject, name) for name in row.fields]
    group = definitions.groups(purpose.subject).get(row.group)
    settings = flow.settings
    assert isinstance(settings, ExportSettings)
    may_fetch = row.state == "ready" and row.asked_by == actor.person and actor.may(ASK)
    return ExportView(
        **case_facts(flow, row, actor, around, now, steps),
        purpose=definitions.purposes()[row.purpose].named(),
        region=row.region_code,
        region_name=network.names([row.region_code]).get(row.region_code, ""),
        kind=definitions.named(KINDS[purpose.subject], row.kind),
        group=Named(group.key, group.label) if group else None,
        fields=[field.named() for _, field in fields],
        sealed=any(field.sealed for _, field in fields),
        reason=row.reason,
        receiver=row.receiver,
        asker=row.asker,
        approver=row.approver,
        rows=row.counted,
        ends_at=row.ends_at,
        fetches=max(settings.fetches - row.fetched, 0) if may_fetch else 0,
    )


def _purpose(purpose: Purpose, actor: Actor) -> ExportPurpose:
    fields = []
    for name in purpose.fields:
        group, field = field_of(purpose.subject, name)
        if actor.may(group.see) and (not field.sealed or actor.may(group.reveal)):
            fields.append(ExportField(name, field.label, field.sealed))
    return ExportPurpose(
        key=purpose.purpose,
        label=purpose.label,
        fields=fields,
        kinds=definitions.all_named(KINDS[purpose.subject]),
        groups=[Named(each.key, each.label) for each in definitions.groups(purpose.subject).values()],
    )
