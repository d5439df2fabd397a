"""What may be held and chosen, for the faces: groups with their forms, and every closed list, labelled."""

from typing import Any

import msgspec

from wangge.core.actors import Actor
from wangge.core.named import Named
from wangge.registry import addressing, definitions, forms
from wangge.registry.definitions import Group
from wangge.registry.door import SEE, require


class GroupForm(msgspec.Struct, frozen=True):
    """A group of facts: why it is asked, by which law, where it may come from, for how many days it is valid, and
    the JSON Schema of its form. `kinds`: of which people it is asked, of all when empty."""

    key: str
    label: str
    subject: str
    purpose: str
    law: str
    sources: list[Named]
    valid_days: int | None
    keep_days: int
    sensitive: bool
    kinds: list[str]
    form: dict[str, Any]


class Described(msgspec.Struct, frozen=True):
    """`address_kinds` in the order of the tree."""

    groups: list[GroupForm]
    person_kinds: list[Named]
    relations: list[Named]
    home_uses: list[Named]
    place_kinds: list[Named]
    reasons_to_leave: list[Named]
    address_kinds: list[Named]
    component_states: list[Named]


def described(actor: Actor) -> Described:
    """Everything a face needs to draw the register; no query."""
    require(actor, SEE)
    return Described(
        groups=[_form(group) for group in definitions.source().groups if actor.may(group.see)],
        person_kinds=definitions.all_named("person_kind"),
        relations=definitions.all_named("relation"),
        home_uses=definitions.all_named("home_use"),
        place_kinds=definitions.all_named("place_kind"),
        reasons_to_leave=[each for each in definitions.all_named("left") if each.key != "merged"],
        address_kinds=[each.named() for each in addressing.kinds().values()],
        component_states=definitions.all_named("component_state"),
    )


def _form(group: Group) -> GroupForm:
    return GroupForm(
        key=group.key,
        label=group.label,
        subject=group.subject,
        purpose=definitions.purposes()[group.purpose].label,
        law=group.law,
        sources=[definitions.sources()[each].named() for each in group.sources],
        valid_days=group.valid_days,
        keep_days=group.keep_days,
        sensitive=group.sensitive,
        kinds=list(group.kinds),
        form=forms.schema(group),
    )
