"""`./wangge load base|demo`: the roles of `data/roles.yaml`; the people of `data/demo.yaml`."""

from wangge.accounts import demo, roles
from wangge.accounts.models import Role

SHIPPED = ("name", "name_en", "posted_at", "powers", "unit_kinds", "levels")


def load_base() -> dict[str, int]:
    """Bring roles up to the file and return how many changed; those an administrator has edited stay."""
    held = Role.objects.in_bulk()
    changed = []
    for row in roles.source().roles:
        shipped = Role(
            key=row.key,
            name=row.name,
            name_en=row.en,
            posted_at=row.posted_at,
            powers=sorted(row.powers),
            unit_kinds=list(row.unit_kinds),
            levels=list(row.levels),
        )
        present = held.get(row.key)
        if present is None or not (present.edited or _same(present, shipped)):
            changed.append(shipped)
    Role.objects.bulk_create(changed, update_conflicts=True, unique_fields=["key"], update_fields=SHIPPED)
    return {"roles": len(changed)}


def load_demo() -> dict[str, int]:
    """The people of the demonstration and their log-ins; how many were made."""
    return demo.load()


def _same(one: Role, other: Role) -> bool:
    return all(getattr(one, column) == getattr(other, column) for column in SHIPPED)
