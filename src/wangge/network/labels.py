"""What people read instead of keys: names of levels, kinds of unit, of grid and of Party organisation."""

from django.utils.translation import get_language, gettext

from wangge.core.codes import Level
from wangge.core.words import N_
from wangge.network import source
from wangge.network.source import Choice, UnitKind

LEVELS = {
    Level.CITY: N_("City"),
    Level.COUNTY: N_("County"),
    Level.TOWNSHIP: N_("Township or street"),
    Level.COMMUNITY: N_("Community or village"),
    Level.GRID: N_("Grid"),
}


def level(key: str) -> str:
    return gettext(LEVELS[Level(key)])


def unit_kind(key: str) -> str:
    return _said(source.unit_kinds()[key])


def grid_kind(key: str) -> str:
    return _said(next(each for each in source.naming().grid_kinds if each.key == key))


def _said(row: Choice | UnitKind) -> str:
    """The data files carry both languages, because they are edited without a programmer."""
    return row.name if (get_language() or "zh").startswith("zh") else row.en
