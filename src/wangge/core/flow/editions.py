"""Published editions of flows: one door to publish, and the flow a case opened under."""

from functools import lru_cache
from typing import Any

import msgspec
from django.db import transaction

from wangge.core import problems, statements, versions
from wangge.core.actors import Actor
from wangge.core.flow.check import check
from wangge.core.flow.edition import Edition, apply
from wangge.core.flow.table import Flow
from wangge.core.http.documents import convert, refuse_unclean
from wangge.core.models import FlowEdition
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_

NOTE_LENGTH = 200

_flows: dict[str, Flow] = {}


def install(flow: Flow) -> Flow:
    """Make a flow known by its key, after checking it: an unsound flow stops the application here."""
    _flows[flow.key] = check(flow)
    versions.register_of("flow", flow.key, "SELECT flow, max(number) FROM core_flowedition GROUP BY flow")
    return flow


def installed() -> list[Flow]:
    return list(_flows.values())


def refuse_indirect(key: str, action: str) -> None:
    """FORBIDDEN for an action that is part of something else: its form is not for a caller to fill in."""
    row = _flows[key].action_by_key.get(action)
    if row is not None and row.indirect:
        raise Problem(problems.FORBIDDEN)


@lru_cache(maxsize=256)
def flow_at(key: str, version: int) -> Flow:
    """The flow as it stood in this version; 0 is the flow as written in code."""
    if version == 0:
        return _flows[key]
    stored = FlowEdition.objects.get(flow=key, number=version)
    return apply(_flows[key], convert(stored.edition, Edition), version)


@transaction.atomic
def publish(key: str, edition: dict[str, Any], note: str, actor: Actor) -> FlowEdition:
    """Publish the next version of a flow's settings; open cases keep the version they opened under."""
    if not actor.may("flow.publish"):
        raise Problem(problems.FORBIDDEN)
    if key not in _flows:
        raise Problem(problems.NOT_FOUND)
    refuse_unclean({"note": note})
    refuse_unclean(edition)
    if len(note) > NOTE_LENGTH:
        raise invalid(note=N_("Please use fewer words"))
    asked = convert(edition, Edition)
    # Two who publish at once get two numbers, one after the other. Held until the transaction ends.
    statements.run("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"wangge.flow.{key}"])
    latest = FlowEdition.objects.filter(flow=key).order_by("-number").first()
    number = (latest.number if latest else 0) + 1
    apply(_flows[key], asked, number)
    return FlowEdition.objects.create(
        flow=key, number=number, edition=msgspec.to_builtins(asked), note=note, by=actor.label
    )
