"""A table of people on its way into the register: what it said, row by row, until it is done with."""

from django.db import models
from django.utils.timezone import now

from wangge.core.rows import Guard
from wangge.core.scope import Scope
from wangge.registry.keeping import JOBS
from wangge.registry.models.facts import nothing

IMPORTED = Scope(power="registry.import", region="region_code")


class Table(models.Model):
    """A file somebody imports into a region. `mapping` says by heading which field a column stands for; `household`
    and address are columns like others. It goes through `State` in this order."""

    scope = IMPORTED
    sensitive = Guard(jobs=JOBS)

    class State(models.TextChoices):
        """Read; columns mapped; compared with the register; entered."""

        READ = "read"
        MAPPED = "mapped"
        COMPARED = "compared"
        DONE = "done"

    region_code = models.CharField(max_length=15, db_collation="C")
    name = models.CharField(max_length=120)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=nothing)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ, db_collation="C")
    rows = models.IntegerField()
    person = models.BigIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["region_code", "-id"], name="table_region")]

    def __str__(self) -> str:
        return self.name


class TableRow(models.Model):
    """One line, sealed as it was read. `field` and `why` say what is wrong with a bad one; `match` is the person the
    line speaks of, or may speak of (`double`); `household` is its number in the table, by which people of one
    household come together; `decision` is what somebody said about a double."""

    scope = IMPORTED
    sensitive = Guard(jobs=JOBS)

    class State(models.TextChoices):
        """Not looked at; to be entered; says something new of somebody; nothing new; may be somebody who is in the
        register; cannot be entered; entered."""

        WAITING = "waiting"
        NEW = "new"
        CHANGED = "changed"
        SAME = "same"
        DOUBLE = "double"
        BAD = "bad"
        DONE = "done"

    table = models.ForeignKey(Table, models.CASCADE, related_name="lines")
    region_code = models.CharField(max_length=15, db_collation="C")
    number = models.IntegerField()
    sealed = models.BinaryField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_collation="C")
    field = models.CharField(max_length=60, default="", blank=True)
    why = models.CharField(max_length=200, default="", blank=True)
    match = models.BigIntegerField(null=True)
    household = models.CharField(max_length=40, default="", blank=True, db_collation="C")
    decision = models.CharField(max_length=8, default="", blank=True, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="table_row_number")]
        indexes = [
            models.Index(fields=["table", "state", "number"], name="table_row_state"),
            models.Index(
                fields=["table", "household"],
                condition=models.Q(state="done") & ~models.Q(household=""),
                name="table_row_household",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.table_id}"
