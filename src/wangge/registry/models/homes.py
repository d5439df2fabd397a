"""Where people live: the tree of standard addresses, and the homes at its ends."""

from dataclasses import replace

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from wangge.core.rows import Guard
from wangge.core.scope import Open, Scope
from wangge.registry.keeping import JOBS

SEEN = Scope(power="registry.see", region="region_code")
# Beside whoever sees the area: the person whose home it is, with the code they were given.
SEEN_AT_HOME = replace(SEEN, subject="people")


class Address(models.Model):
    """One node of the tree: road or village → door → estate → building → unit → room (domain.md §2).

    `text` is the whole address from the county down, `words` its pairs of characters in the order of the alphabet,
    for finding two-character words; `sort_key` puts 2 before 10. `region_code` is the community or grid it lies in.
    """

    scope = Open("a standard address is a public fact of administration; who lives there stands elsewhere")

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    region_code = models.CharField(max_length=15, db_collation="C")
    kind = models.CharField(max_length=10, db_collation="C")
    name = models.CharField(max_length=40, db_collation="C")
    text = models.CharField(max_length=200, db_collation="C")
    words = ArrayField(models.CharField(max_length=2, db_collation="C"))
    sort_key = models.CharField(max_length=200, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "kind", "name"], condition=Q(parent__isnull=False), name="address_below"
            ),
            models.UniqueConstraint(
                fields=["region_code", "kind", "name"], condition=Q(parent=None), name="address_top"
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key", "id"], name="address_children"),
            models.Index(fields=["region_code", "id"], name="address_region"),
            GinIndex(fields=["words"], name="address_words"),
        ]

    def __str__(self) -> str:
        return self.text


class Dwelling(models.Model):
    """A home. `use` repeats its group `home`, so that lists need not open facts. The version counts every change of
    the home, its households and the people in them."""

    scope = SEEN_AT_HOME
    sensitive = Guard(jobs=JOBS)

    address = models.OneToOneField(Address, models.PROTECT, related_name="dwelling")
    region_code = models.CharField(max_length=15, db_collation="C")
    use = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "id"], name="dwelling_region"),
            models.Index(fields=["region_code", "use", "id"], name="dwelling_use"),
        ]

    def __str__(self) -> str:
        return f"home {self.pk}"
