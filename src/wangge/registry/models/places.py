"""Organisations and small places (shops, schools, sites), and components: what stands in the street."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from wangge.core.scope import Scope
from wangge.registry.models.homes import SEEN, Address


class Organisation(models.Model):
    """A shop, school, company, site: public facts. Whom to talk to there is a group of facts, and guarded."""

    scope = SEEN

    region_code = models.CharField(max_length=15, db_collation="C")
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="organisations")
    kind = models.CharField(max_length=20, db_collation="C")
    name = models.CharField(max_length=100, db_collation="C")
    words = ArrayField(models.CharField(max_length=2, db_collation="C"))
    # Unified social credit code (GB 32100); a stall may have none.
    credit_code = models.CharField(max_length=18, null=True, db_collation="C")
    closed_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code", "region_code"],
                condition=Q(credit_code__isnull=False, closed_on=None),
                name="organisation_code",
            ),
        ]
        indexes = [
            models.Index(fields=["region_code", "name", "id"], name="organisation_region"),
            GinIndex(fields=["words"], name="organisation_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A manhole cover, lamp, hydrant: one thing with a code, by a version of the standard (GB/T 30428.2)."""

    scope = Scope(power="event.see", region="region_code")

    code = models.CharField(max_length=20, unique=True, db_collation="C")
    standard_version = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=60)
    region_code = models.CharField(max_length=15, db_collation="C")
    lng = models.FloatField()
    lat = models.FloatField()
    state = models.CharField(max_length=12, db_collation="C")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["region_code", "id"], name="component_region")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
