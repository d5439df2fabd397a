"""What people read instead of keys: names of levels, kinds of unit, of grid and of Party organisation."""

from django.utils.translation import gettext

from wangge.core.codes import Level
from wangge.core.words import N_, chinese
from wangge.network import source
from wangge.network.source import Choice, UnitKind

LEVELS = {
    Level.CITY: N_("City"),
    Level.COUNTY: N_("County"),
    Level.TOWNSHIP: N_("Township or street"),
    Level.COMMUNITY: N_("Community or village"),
    Level.GRID: N_("Grid"),
}


GENERATED = N_("Generated from the county outlines of %(source)s; not surveyed")
PLATFORM = N_("The platform")
LOADER = "load"  # the job that brings the city's base data


def level(key: str) -> str:
    return gettext(LEVELS[Level(key)])


def unit_kind(key: str) -> str:
    return _said(source.unit_kinds()[key])


def grid_kind(key: str) -> str:
    return _said(next(each for each in source.naming().grid_kinds if each.key == key))


def outline_source(text: str) -> str:
    """Where an outline comes from: what the platform made itself in the language in force, all else as given."""
    if text == source.GENERATED_SOURCE:
        return gettext(GENERATED) % {"source": source.COUNTY_SOURCE}
    return text


def published_by(label: str) -> str:
    """Who published outlines: a person's name, or the platform when it was set up."""
    return gettext(PLATFORM) if label == LOADER else label


def _said(row: Choice | UnitKind) -> str:
    """The data files carry both languages, because they are edited without a programmer."""
    return row.name if chinese() else row.en
