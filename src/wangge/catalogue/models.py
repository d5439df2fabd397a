"""Published catalogues. Both tables only grow: a case keeps the version it opened under for good."""

from django.db import models
from django.db.models.functions import Now

from wangge.core.scope import Open

PUBLIC = "What may be reported, to whom it goes and how long it may take is public information."


class CatalogueVersion(models.Model):
    """One published catalogue. `digest` is the SHA-256 of what it says; `published_by` is the actor's label."""

    scope = Open(reason=PUBLIC)
    append_only = True

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=100)
    standard_version = models.CharField(max_length=100)
    effective_day = models.DateField()
    # The database's clock: `queries.catalogue` compares it with the start of a transaction.
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.CharField(max_length=150)
    note = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "catalogue_version"
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="catalogue_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Item(models.Model):
    """One item of one version. `body` is the whole `items.GridItem`; the columns beside it are for asking."""

    scope = Open(reason=PUBLIC)
    append_only = True

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=5, db_collation="C")
    field = models.CharField(max_length=30)
    class_code = models.CharField(max_length=3)
    name = models.CharField(max_length=30)
    grade = models.CharField(max_length=3)
    body = models.JSONField()

    class Meta:
        db_table = "catalogue_item"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="catalogue_item_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
