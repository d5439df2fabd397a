"""What is counted ahead: cases by place and time."""

from django.db import models
from django.utils.timezone import now

from wangge.core.scope import Closed


class Density(models.Model):
    """How many cases with a point were opened in one cell (`cells`) in one run of days (`spans`), for each
    township or street that has a part of the cell.

    `lng` and `lat` are sums in millionths of a degree, so that the middle of any number of cells can be told;
    `region_code` is the smallest region or grid that holds all; `sample` is one of the cases: the case, where there
    is one.
    """

    scope = Closed("sums by township; the map answers from those its reader sees")

    pk = models.CompositePrimaryKey("level", "span", "block", "x", "y", "region_code")
    level = models.SmallIntegerField()
    span = models.SmallIntegerField()
    block = models.IntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    region_code = models.CharField(max_length=15, db_collation="C")
    cases = models.IntegerField()
    lng = models.FloatField()
    lat = models.FloatField()
    sample = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.level}/{self.x}/{self.y} {self.span}/{self.block}"


class CountedDay(models.Model):
    """A day that is counted, in every run of days that ended with it or before it. There is no gap between two."""

    scope = Closed("which days are counted already, for the platform itself")

    day = models.DateField(primary_key=True)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.day}"
