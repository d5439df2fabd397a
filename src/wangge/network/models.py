"""The network of regions and grids: their outlines, the units in them, and who serves where.

Codes are keys (domain.md §2), stored in the C collation, so the plain index of a code column also answers
"all codes that begin with this one", which is what a jurisdiction asks.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left, Length
from django.utils.timezone import now

from wangge.core.codes import LENGTHS, REGION_LEVELS, Level
from wangge.core.scope import Open, Scope
from wangge.network.geometry import COORD_SYS
from wangge.network.notices.models import Notice

__all__ = [
    "Boundary",
    "BoundaryVersion",
    "Grid",
    "Notice",
    "PartyOrganisation",
    "Posting",
    "Region",
    "Unit",
]

PUBLIC = "regions, grids and units are public facts of administration; nothing here is about a person"


def _level_fits_code(name: str, levels: tuple[Level, ...]) -> models.CheckConstraint:
    """A level and the length of the code say the same."""
    condition = Q()
    for level in levels:
        condition |= Q(level=level.value, code__length=LENGTHS[level])
    return models.CheckConstraint(condition=condition, name=name)


# So that a constraint may speak of the length of a code: `code__length`.
models.CharField.register_lookup(Length)


class Region(models.Model):
    """One of the 772 regions on four levels: city, county, township or street, community or village."""

    scope = Open(PUBLIC)

    code = models.CharField(max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, db_collation="C")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    # Pinyin with tones, spaces between syllables: the database has no Chinese collation to sort by.
    sort_key = models.CharField(max_length=240, db_collation="C")

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["parent", "sort_key"], name="region_children")]
        constraints = [
            _level_fits_code("region_level", REGION_LEVELS),
            models.CheckConstraint(
                condition=Q(level=Level.CITY.value, parent=None) | Q(code__startswith=F("parent_id")),
                name="region_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Grid(models.Model):
    """The smallest area: one grid worker each, in exactly one community or village."""

    scope = Open(PUBLIC)

    code = models.CharField(max_length=15, primary_key=True, db_collation="C")
    name = models.CharField(max_length=60)
    community = models.ForeignKey(Region, models.PROTECT, related_name="grids")
    kind = models.CharField(max_length=16, db_collation="C")
    phone = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__length=LENGTHS[Level.GRID]) & Q(community_id=Left("code", 12)),
                name="grid_in_community",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BoundaryVersion(models.Model):
    """One publication of outlines. Numbers rise and are never used twice, not even after a roll-back, so
    what is kept in memory under a number is right for ever."""

    append_only = True
    scope = Open(PUBLIC)

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=200, default="", blank=True)
    source = models.CharField(max_length=300)
    generated = models.BooleanField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.note}"


class Boundary(models.Model):
    """The outline of a region or grid from one version until another replaces it. Rows are never rewritten:
    only `to_version` is filled in when the outline ends."""

    scope = Open(PUBLIC)

    code = models.CharField(max_length=15, db_collation="C")
    level = models.CharField(max_length=10, db_collation="C")
    from_version = models.ForeignKey(BoundaryVersion, models.PROTECT, related_name="+", db_index=False)
    to_version = models.ForeignKey(
        BoundaryVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    wkb = models.BinaryField()
    coord_sys = models.CharField(max_length=12, default=COORD_SYS, db_collation="C")
    area = models.FloatField()  # square metres
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    # A point inside the outline, in its middle where the middle lies inside.
    lng = models.FloatField()
    lat = models.FloatField()
    generated = models.BooleanField()
    source = models.CharField(max_length=300)

    class Meta:
        indexes = [
            models.Index(
                fields=["level", "code"], condition=Q(to_version=None), name="boundary_current_level"
            )
        ]
        constraints = [
            _level_fits_code("boundary_level", tuple(Level)),
            models.UniqueConstraint(fields=["code"], condition=Q(to_version=None), name="boundary_current"),
            models.UniqueConstraint(fields=["code", "from_version"], name="boundary_history"),
            models.CheckConstraint(
                condition=Q(to_version=None) | Q(to_version__gt=F("from_version")), name="boundary_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_version_id}"


class Unit(models.Model):
    """Somebody to send a matter to: a service centre, a department, an office, a company (`data/units.yaml`).

    `parent` is the unit of the same kind one level up, or the service centre it works under.
    """

    scope = Open(PUBLIC)

    code = models.CharField(max_length=60, unique=True, db_collation="C")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, db_collation="C")
    level = models.CharField(max_length=10, db_collation="C")
    region = models.ForeignKey(Region, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    phone = models.CharField(max_length=20, default="", blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["region", "kind", "id"]
        indexes = [models.Index(fields=["kind", "region"], name="unit_kind_region")]

    def __str__(self) -> str:
        return self.name


class PartyOrganisation(models.Model):
    """The Party organisation on a grid: that it is there and what it is called, and nothing about persons."""

    scope = Open(PUBLIC)

    grid = models.OneToOneField(Grid, models.PROTECT, primary_key=True, related_name="party")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, db_collation="C")

    def __str__(self) -> str:
        return self.name


def _days() -> Func:
    """The days a posting lasts, both ends included; without an end, for ever."""
    return Func(F("from_day"), F("to_day"), Value("[]"), function="daterange", output_field=DateRangeField())


def _once(name: str, place: str) -> ExclusionConstraint:
    """Nobody holds the same role at the same place twice on one day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("person", RangeOperators.EQUAL),
            ("role", RangeOperators.EQUAL),
            (place, RangeOperators.EQUAL),
            (_days(), RangeOperators.OVERLAPS),
        ],
        condition=Q(**{f"{place}__isnull": False}),
    )


class Posting(models.Model):
    """A person serves at a unit or at a grid, in a role, from a day to a day (both included).

    `role` is a key of the accounts' roles; `region_code` is the unit's region or the grid itself.
    """

    scope = Scope(power="posting.edit", region="region_code", person="person_id")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="postings", db_index=False)
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="postings", db_index=False)
    region_code = models.CharField(max_length=15, db_collation="C")
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        indexes = [
            # The days are in the index, so who serves today is answered from it alone.
            models.Index(fields=["grid", "role", "from_day", "to_day"], name="posting_grid"),
            models.Index(fields=["unit", "role", "from_day", "to_day"], name="posting_unit"),
            models.Index(fields=["region_code"], name="posting_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, grid=None)
                | Q(unit=None, grid__isnull=False, region_code=F("grid_id")),
                name="posting_one_place",
            ),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(from_day__lte=F("to_day")), name="posting_days"
            ),
            _once("posting_once_at_unit", "unit"),
            _once("posting_once_at_grid", "grid"),
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.region_code} from {self.from_day}"
