"""The door plates of a node of the tree of addresses, or of everything of one kind below it: of a building, a unit.
A batch is what is printed at once. Nothing here is about anybody: not even whether somebody lives there."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from wangge.core import problems, statements
from wangge.core.actors import Actor
from wangge.core.http import pages, wording
from wangge.core.named import Named
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.registry import addressing, plates
from wangge.registry.door import SEE, require, small
from wangge.registry.models import Address

MOST = 5_000  # nodes that are looked at below one: more doors than a large estate has

_ABOVE = """
WITH RECURSIVE above AS (
  SELECT id, parent_id, kind, name, text, sort_key, 0 AS up FROM registry_address WHERE id = %s
  UNION ALL
  SELECT one.id, one.parent_id, one.kind, one.name, one.text, one.sort_key, above.up + 1
    FROM registry_address one JOIN above ON one.id = above.parent_id)
SELECT id, parent_id, kind, name, text, sort_key FROM above ORDER BY up DESC
"""
_BELOW = """
WITH RECURSIVE below AS (
  SELECT id, parent_id, kind, name, text, sort_key FROM registry_address WHERE parent_id = %s
  UNION ALL
  SELECT one.id, one.parent_id, one.kind, one.name, one.text, one.sort_key
    FROM registry_address one JOIN below ON one.parent_id = below.id)
SELECT id, parent_id, kind, name, text, sort_key FROM below LIMIT %s
"""


class Plate(msgspec.Struct, frozen=True):
    """One plate. `short`: the last parts of the address, as people say it; `code`: as people type it; `picture`: the
    QR code as SVG, with the quiet zone of four modules that readers need around it."""

    number: int
    text: str
    short: list[str]
    code: str
    picture: str


class PlateKind(msgspec.Struct, frozen=True):
    """A kind of node whose plates may be printed here, and how many there are."""

    kind: Named
    count: int


class PlateBatch(msgspec.Struct, frozen=True):
    """Plates at and below `text` in the order of their addresses. `kinds`: what there is, from the top of the tree;
    `more`: so much stands below that not all of it was counted, and a lower node is the one to choose."""

    text: str
    kinds: list[PlateKind]
    more: bool
    items: list[Plate]
    next: str | None


class _Node(msgspec.Struct, frozen=True):
    id: int
    parent: int | None
    kind: str
    name: str
    text: str
    sort_key: str


def batch(
    number: int, actor: Actor, *, kind: str = "", cursor: str | None = None, limit: int = pages.LIMIT
) -> PlateBatch:
    """One batch of plates of a `kind` at or below a node; of the node itself for no kind. NOT_FOUND for no such node,
    a problem names `kind`, `cursor` or `limit`. Two queries."""
    require(actor, SEE)
    limit = pages.asked(limit)
    if kind and kind not in addressing.kinds():
        raise invalid(kind=wording.CHOICE)
    above = _nodes(_ABOVE, number) if small(number) else []
    if not above:
        raise Problem(problems.NOT_FOUND)
    at, below = above[-1], _nodes(_BELOW, number, MOST + 1)
    tree = {each.id: each for each in [*above, *below[:MOST]]}
    here = [at, *below[:MOST]]
    counts = Counter(each.kind for each in here)
    chains = {each.id: _chain(each, tree) for each in here if each.kind == (kind or at.kind)}
    order = sorted(chains, key=lambda one: [(each.sort_key, each.id) for each in chains[one]])
    begin = _behind(cursor, order)
    shown = order[begin : begin + limit]
    return PlateBatch(
        text=at.text,
        kinds=[
            PlateKind(each.named(), counts[key]) for key, each in addressing.kinds().items() if counts[key]
        ],
        more=len(below) > MOST,
        items=[_plate(chains[one]) for one in shown],
        next=pages.cursor_of(shown[-1:], Address, ("id",)) if begin + limit < len(order) else None,
    )


def short(chain: Sequence[tuple[str, str]]) -> list[str]:
    """What people say of an address, from its nodes as (kind, name), the highest first: the numbers at its end, and
    what they are numbers of where there is only one."""
    parts, numbers = [name for _, name in chain], 0
    for kind, _ in reversed(chain):
        if not addressing.kinds()[kind].suffix:
            break
        numbers += 1
    return parts[-(max(numbers, 2) if numbers else 1) :]


def _nodes(sql: str, *params: int) -> list[_Node]:
    return [_Node(*row) for row in statements.run(sql, params)]


def _chain(node: _Node, tree: Mapping[int, _Node]) -> list[_Node]:
    """The node and all above it, the highest first."""
    found = [node]
    while found[-1].parent is not None:
        found.append(tree[found[-1].parent])
    return found[::-1]


def _behind(cursor: str | None, order: list[int]) -> int:
    if not cursor:
        return 0
    (last,) = pages.behind(cursor, Address, ("id",))
    if last not in order:
        raise invalid(cursor=N_("This is not a cursor of this list; start again without it"))
    return order.index(last) + 1


def _plate(chain: list[_Node]) -> Plate:
    node = chain[-1]
    return Plate(
        number=node.id,
        text=node.text,
        short=short([(each.kind, each.name) for each in chain]),
        code=plates.code_of(node.id),
        picture=plates.picture(node.id, node.text).decode(),
    )
