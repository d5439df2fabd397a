"""Brings the regions up to a list."""

from collections.abc import Sequence

from django.db import transaction

from wangge.core.actors import Actor
from wangge.core.codes import level_of, parent_of
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.network import source
from wangge.network.actions.versions import new_version
from wangge.network.models import BoundaryVersion, Region
from wangge.network.source import RegionRow

COLUMNS = ("name", "short_name", "level", "parent_id", "sort_key")


@transaction.atomic
def load_regions(rows: Sequence[RegionRow], actor: Actor) -> int:
    """Add the regions of a list and correct those that differ; returns how many changed.

    Regions that are not on the list stay: cases point at them. A list that contradicts itself (a parent that
    is missing, a level that its code denies, a code twice) is refused with a Problem naming the codes.
    """
    faults = _faults(rows)
    if faults:
        raise invalid(**faults)
    held = {row.code: row for row in Region.objects.all()}
    changed = [region for region in map(_region, rows) if not _same(held.get(region.code), region)]
    Region.objects.bulk_create(
        sorted(changed, key=lambda region: region.code),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=COLUMNS,
    )
    # What is kept in memory under a version's number (names for `find_place`) must get a new number too.
    if changed and held and BoundaryVersion.objects.exists():
        new_version(actor, note="regions changed", source="", generated=False)
    return len(changed)


def _faults(rows: Sequence[RegionRow]) -> dict[str, str]:
    faults = {}
    codes = {row.code for row in rows}
    seen: set[str] = set()
    for row in rows:
        try:
            fits = level_of(row.code) == row.level and parent_of(row.code) == row.parent
        except ValueError:
            fits = False
        if not fits:
            faults[row.code] = N_("The code contradicts the level or the parent")
        elif row.parent and row.parent not in codes:
            faults[row.code] = N_("The region above is missing")
        elif row.code in seen:
            faults[row.code] = N_("This code is listed twice")
        seen.add(row.code)
    return faults


def _region(row: RegionRow) -> Region:
    # Here, as its dictionary takes a third of a second and 30 MB that no process has use for but the one that loads.
    from pypinyin import Style, pinyin

    short_name = source.naming().shortened(row.name)
    syllables = [each[0] for each in pinyin(short_name, style=Style.TONE3, neutral_tone_with_five=True)]
    return Region(
        code=row.code,
        name=row.name,
        short_name=short_name,
        level=row.level.value,
        parent_id=row.parent or None,
        sort_key=" ".join(syllables),
    )


def _same(held: Region | None, wanted: Region) -> bool:
    return held is not None and all(getattr(held, name) == getattr(wanted, name) for name in COLUMNS)
