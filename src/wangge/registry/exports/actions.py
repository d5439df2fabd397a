"""Asking for a list, deciding on it, fetching it: every write but the platform's own."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from django.utils.timezone import localtime
from django.utils.timezone import now as clock_now

from wangge.core import audit, numbers, problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.settled import calendar_at
from wangge.core.drawer import Drawer
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import definitions
from wangge.registry.door import SEE, require
from wangge.registry.exports import flow as _flow  # noqa: F401  installs the loop before anything moves along it
from wangge.registry.exports.models import ASK, RegisterExport
from wangge.registry.exports.purposes import KINDS, Purpose, field_of, purposes
from wangge.registry.exports.rows import Filter, matching
from wangge.registry.looks import reason_of

MOST_ROWS = 50_000
DRAWER = Drawer("register-exports", "registry.export")
OBJECT = "register_export"

# What each action is called in the audit log.
LOGGED = {
    "ask": "export.ask",
    "approve": "export.approve",
    "refuse": "export.refuse",
    "withdraw": "export.withdraw",
    "fetch": "export.fetch",
}
EMPTY = problems.kind("export.empty", 409, N_("There is nobody to list"))


class ExportIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A list to ask for: for which purpose, with which of its fields (`group.field`), of whom (`region`, a community
    or grid of the asker's area, or the area itself; `kind`; `group`, one that is known of them), why, for whom."""

    purpose: str
    fields: list[str]
    region: str
    reason: str
    receiver: str
    kind: str = ""
    group: str = ""


class FileIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As what a list is fetched."""

    format: Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class ExportWorld:
    """Nothing is asked of the world: the loop has no clocks."""

    calendar: Calendar

    def span(self, case: RegisterExport, clock: str) -> None:  # noqa: ARG002
        return None


def world() -> ExportWorld:
    return ExportWorld(calendar_at(versions.current()["calendar"]))


def ask(asked: ExportIn, actor: Actor, *, key: str | None = None, address: str = "") -> Result:
    """Ask for a list. FORBIDDEN without the powers its fields need; EMPTY if nobody would be in it; a problem names
    what does not fit."""
    require(actor, SEE, ASK)
    if actor.person is None:  # a list is for a person, who answers for it
        raise Problem(problems.FORBIDDEN)
    reason, purpose = _checked(asked, actor)
    now = clock_now()
    with guarded(actor):
        wanted = Filter(purpose.subject, asked.region, asked.kind, asked.group)
        rows = matching(wanted, actor)[: MOST_ROWS + 1].count()
        if rows > MOST_ROWS:
            raise invalid(region=N_("These are more than 50,000 rows; ask for a smaller area"))
        if not rows:
            raise Problem(EMPTY)
        (serial,), current = numbers.opening()
        made = RegisterExport(
            case_no=numbers.case_no(serial, now),
            flow_version=current["flow:register_export"],
            region_code=asked.region,
            purpose=asked.purpose,
            kind=asked.kind,
            group=asked.group,
            fields=asked.fields,
            reason=reason,
            receiver=asked.receiver.strip(),
            asked_by=actor.person,
            asker=actor.label,
            rows=rows,
            source_key=f"export:{actor.person}:{key}" if key else None,
            source_digest=digest("ask", msgspec.to_builtins(asked), keyed=True),
        )
        said = msgspec.to_builtins(asked) | {"reason": reason, "receiver": made.receiver, "rows": rows}
        said.pop("region")
        result = store.open_case("register_export", made, "ask", actor, said, world(), key=key, now=now)
        if not result.replayed:
            _note(result, actor, address, reason)
    return result


def act(
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    version: int | None,
    *,
    key: str | None = None,
    address: str = "",
) -> Result:
    """Approve, refuse or withdraw a list the actor may see; withdrawn, its file is gone."""
    refuse_indirect("register_export", action)
    with guarded(actor):
        visible = within(RegisterExport.objects.all(), actor)
        result = store.perform(
            "register_export", visible, case_no, action, actor, data, version, world(), key=key
        )
        if not result.replayed:
            _note(result, actor, address)
    if action == "withdraw":
        drop(result.case)
    return result


def fetch(
    case_no: str, asked: FileIn, actor: Actor, *, key: str | None = None, address: str = ""
) -> tuple[str, bytes]:
    """The name to save it under, and the file, for the one person who asked for it. NOT_FOUND for others and when it
    is gone; a problem when it is not ready or has been fetched as often as it may be."""
    with guarded(actor):
        visible = within(RegisterExport.objects.all(), actor)
        result = store.perform(
            "register_export",
            visible,
            case_no,
            "fetch",
            actor,
            {"format": asked.format},
            None,
            world(),
            key=key,
        )
        content = DRAWER.get(getattr(result.case, asked.format))
        if content is None:
            raise Problem(problems.NOT_FOUND)
        if not result.replayed:
            _note(result, actor, address)
    return f"wangge-{case_no}-{localtime(result.case.opened_at):%Y%m%d}.{asked.format}", content


def drop(case: RegisterExport) -> None:
    """Delete the files of a list."""
    for name in filter(None, (case.csv, case.xlsx)):
        DRAWER.drop(name)


def _note(result: Result, actor: Actor, address: str, reason: str = "") -> None:
    """Every step of a list is an entry of the audit log, too: it is read beside reveals and log-ins."""
    case = result.case
    audit.record(
        actor,
        LOGGED[result.record.action],
        (OBJECT, case.case_no),
        reason,
        address=address,
        region=case.region_code,
        rows=case.made_rows or case.rows,
    )


def _checked(asked: ExportIn, actor: Actor) -> tuple[str, Purpose]:
    refuse_unclean(msgspec.to_builtins(asked))
    purpose = purposes().get(asked.purpose)
    if purpose is None:
        raise invalid(purpose=wording.CHOICE)
    if not asked.fields or len(set(asked.fields)) != len(asked.fields):
        raise invalid(fields=N_("Choose what the list shall hold"))
    if not set(asked.fields) <= set(purpose.fields):
        raise invalid(fields=N_("Not needed for this purpose"))
    for name in asked.fields:
        group, field = field_of(purpose.subject, name)
        require(actor, group.see, *([group.reveal] if field.sealed else []))
    if asked.kind and asked.kind not in definitions.choices(KINDS[purpose.subject]):
        raise invalid(kind=wording.CHOICE)
    if asked.group and asked.group not in definitions.groups(purpose.subject):
        raise invalid(group=wording.CHOICE)
    if not actor.covers(asked.region) or len(asked.region) > 15 or not network.place_exists(asked.region):
        raise invalid(region=N_("Choose a place in your area"))
    if not 2 <= len(asked.receiver.strip()) <= 100:
        raise invalid(receiver=N_("Say in 2 to 100 characters who gets the list"))
    return reason_of(asked.reason), purpose
