"""Adding nodes to the tree of addresses, and homes at its ends."""

import msgspec
from django.db import IntegrityError, transaction

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.codes import Level, level_of
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.registry import addressing
from wangge.registry.door import EDIT, SEE, require, small, write
from wangge.registry.models import Address, Dwelling
from wangge.registry.problems import ADDRESS_THERE, HOME_THERE

LONGEST, LONGEST_TEXT = 40, 200  # characters of a name, and of a whole address


class AddressIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A node: below `parent`, or at the top of a region (`region`, a community or grid). A node below another lies
    in its region unless a grid in it is named."""

    kind: str
    name: str
    parent: int | None = None
    region: str = ""


def add_address(asked: AddressIn, actor: Actor) -> Address:
    """A new node of the tree. FORBIDDEN without the power; a problem names the field that does not fit."""
    require(actor, SEE, EDIT)
    refuse_unclean(msgspec.to_builtins(asked))
    with transaction.atomic():
        node = prepared(asked, _parent(asked.parent))
        if not actor.covers(node.region_code):
            raise invalid(region=N_("Choose a place in your area"))
        try:
            with transaction.atomic():
                node.save(force_insert=True)
        except IntegrityError as error:
            raise Problem(ADDRESS_THERE) from error
    return node


def prepared(asked: AddressIn, parent: Address | None) -> Address:
    """The node somebody asks for, not saved yet. One query for the names above a node at the top."""
    if asked.kind not in addressing.kinds():
        raise invalid(kind=wording.CHOICE)
    if not addressing.plain(asked.name) or len(addressing.plain(asked.name)) > LONGEST:
        raise invalid(name=N_("Write 1 to 40 characters"))
    if parent is not None and not addressing.below(parent.kind, asked.kind):
        raise invalid(kind=N_("Such a node does not stand below this one"))
    region = asked.region or (parent.region_code if parent else "")
    if parent is not None and not region.startswith(parent.region_code):
        raise invalid(region=N_("This does not lie where the node above lies"))
    if not _holds_addresses(region) or (asked.region and not network.place_exists(region)):
        raise invalid(region=N_("Choose a community or a grid"))
    name = addressing.called(asked.kind, asked.name)
    above = parent.text if parent else network.names([region[:6]]).get(region[:6], "")
    if len(name) > LONGEST or len(above + name) > LONGEST_TEXT:
        raise invalid(name=N_("This is too long"))
    return node(region, asked.kind, name, parent, above)


def node(region: str, kind: str, name: str, parent: Address | None, above: str) -> Address:
    """A node that is not saved yet, by a name as it is written (`addressing.called`), below the text `above` it."""
    text = above + name
    return Address(
        parent=parent,
        region_code=region,
        kind=kind,
        name=name,
        text=text,
        words=addressing.words(text),
        sort_key=addressing.sort_key(name),
    )


def open_home(address: int, actor: Actor) -> Dwelling:
    """A home at an address. NOT_FOUND for no address of the actor's area; a problem where nobody can live."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        node = _parent(address)
        if node is None or not actor.covers(node.region_code):
            raise Problem(problems.NOT_FOUND)
        if not addressing.kinds()[node.kind].home:
            raise invalid(address=N_("Nobody lives at such a node; name the door or the room"))
        try:
            with transaction.atomic():
                home = Dwelling.objects.create(address=node, region_code=node.region_code)
        except IntegrityError as error:
            raise Problem(HOME_THERE) from error
        write(home, "opened", actor)
    return home


def _parent(number: int | None) -> Address | None:
    if number is None:
        return None
    found = Address.objects.filter(pk=number).first() if small(number) else None
    if found is None:
        raise invalid(parent=N_("There is no such address"))
    return found


def _holds_addresses(region: str) -> bool:
    try:
        return level_of(region) in (Level.COMMUNITY, Level.GRID)
    except ValueError:
        return False
