"""An event: one matter reported in the grids, on its way through the eleven steps (domain.md §3)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from wangge.core.flow.models import Case, Step, on_desk, step_constraints
from wangge.core.scope import Closed, Scope
from wangge.events.models.words import Words


def no_units() -> list[int]:
    return []


def _set(column: str) -> models.Q:
    return models.Q(**{f"{column}__isnull": False})


class Event(Case):
    """`region_code` is the grid's code where the place is known, else that of the smallest region named.
    `owner` is the region whose centre answers for the case to the end. The flow alone changes a row."""

    scope = Scope(
        power="event.see",
        region="region_code",
        unit="lead_unit_id",
        units="joint_units",
        unit_power="event.see_unit",
        desk="desk",
        person="reporter_id",
        case="case_no",
    )

    # Unique by constraints of their own: Django would give each a second index for patterns, which the collation
    # of the column makes needless, and every index is paid for by everyone who files.
    case_no = models.CharField(max_length=24, db_collation="C")
    source_key = models.CharField(max_length=200, null=True, db_collation="C")

    # What was reported
    text = models.CharField(max_length=2000)
    channel = models.CharField(max_length=24, db_collation="C")
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=200, default="", blank=True)
    lng = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Without an index: a token is revoked, never deleted, and nobody asks for what came in by one.
    token = models.ForeignKey("accounts.Token", models.PROTECT, null=True, related_name="+", db_index=False)

    # What it is taken to be: suggested from the text, confirmed by a person
    item_code = models.CharField(max_length=12, default="", blank=True, db_collation="C")
    item_confirmed = models.BooleanField(default=False)
    catalogue_version = models.IntegerField(default=0)
    grade = models.CharField(max_length=4, default="", blank=True, db_collation="C")

    # Who deals with it
    owner = models.CharField(max_length=12, default="", blank=True, db_collation="C")
    lead_unit = models.ForeignKey("network.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    joint_units = ArrayField(models.BigIntegerField(), default=no_units)
    joint_done = ArrayField(models.BigIntegerField(), default=no_units)
    designated = models.BooleanField(default=False)
    verifier_grid = models.CharField(max_length=15, default="", blank=True, db_collation="C")
    handled_by = models.BigIntegerField(null=True)

    # Requests under way: who asked, who endorsed, until when it rests
    asked_by = models.BigIntegerField(null=True)
    endorsed_by = models.BigIntegerField(null=True)
    resume_at = models.DateTimeField(null=True)

    # What happened how often
    returns = models.SmallIntegerField(default=0)
    extensions = models.SmallIntegerField(default=0)
    suspensions = models.SmallIntegerField(default=0)
    reworks = models.SmallIntegerField(default=0)
    reopenings = models.SmallIntegerField(default=0)
    reviews = models.SmallIntegerField(default=0)
    reminders = models.SmallIntegerField(default=0)
    orders = models.SmallIntegerField(default=0)
    order_open = models.BooleanField(default=False)
    warned_for = models.DateTimeField(null=True)  # the due time that was warned of
    overdue_for = models.DateTimeField(null=True)  # the due time that was marked as missed
    overdues = models.SmallIntegerField(default=0)
    exempt = models.BooleanField(default=False)

    # How it was judged
    rating = models.SmallIntegerField(null=True)
    reached = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)

    # What it belongs to
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    patrol = models.ForeignKey(
        "events.Patrol", models.PROTECT, null=True, related_name="findings", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_no"], name="event_case_no"),
            models.UniqueConstraint(fields=["source_key"], name="event_source_key"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)), name="event_rating"
            ),
            models.CheckConstraint(
                condition=models.Q(lng__isnull=True, lat__isnull=True)
                | models.Q(lng__isnull=False, lat__isnull=False),
                name="event_point",
            ),
            # The engine stops every clock of a case that ends; whoever asks for what is due reads open cases only.
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(due_at__isnull=True, warn_at__isnull=True),
                name="event_rests",
            ),
        ]
        # Each list is read newest first by going backwards through one of these (an ascending index fills its
        # pages as time goes on); what follows `id` is compared inside the index, without a look into the table.
        indexes = [
            # The map asks what lies on a desk, or was reported, outside an area: nearly always nothing.
            on_desk("event_desk_due", include=["region_code"]),
            models.Index(
                fields=["region_code", "opened_at", "id", "state", "item_code", "channel"],
                include=["lng", "lat"],
                name="event_region",
            ),
            models.Index(
                fields=["opened_at", "id", "region_code", "state", "channel"],
                include=["lng", "lat"],
                name="event_opened",
            ),
            models.Index(fields=["item_code", "opened_at", "id", "region_code", "state"], name="event_item"),
            models.Index(
                fields=["lead_unit", "opened_at", "id", "region_code", "state", "item_code"],
                condition=_set("lead_unit"),
                name="event_lead",
            ),
            # However many years are kept, what is open is little: all lists of open cases are read from this.
            models.Index(
                fields=[
                    "opened_at",
                    "id",
                    "region_code",
                    "state",
                    "item_code",
                    "channel",
                    "lead_unit",
                    "due_at",
                    "desk",
                ],
                include=["lng", "lat"],
                condition=models.Q(closed_at__isnull=True),
                name="event_open",
            ),
            # The ends that few cases come to, and what `events.lists.keys` says to be led here.
            models.Index(
                fields=["state", "opened_at", "id", "region_code", "item_code"],
                condition=models.Q(closed_at__isnull=False) & ~models.Q(state__in=("closed", "refused")),
                name="event_ended",
            ),
            # Only of what has ended, as each move of a case writes all its index entries anew. What is entered later
            # waits in a list that every look reads through, and a search looks into each stretch.
            GinIndex(
                Words("text", "case_no", "region_code", "opened_at", "lead_unit", "joint_units"),
                condition=models.Q(closed_at__isnull=False),
                fastupdate=False,
                name="event_words",
            ),
            GinIndex(
                fields=["joint_units"],
                condition=models.Q(closed_at__isnull=True) & ~models.Q(joint_units=[]),
                name="event_joint",
            ),
            models.Index(
                fields=["reporter", "opened_at", "id"],
                include=["region_code"],
                condition=_set("reporter"),
                name="event_reporter",
            ),
            models.Index(fields=["parent"], condition=_set("parent"), name="event_parent"),
            models.Index(fields=["merged_into"], condition=_set("merged_into"), name="event_merged"),
            models.Index(fields=["patrol"], condition=_set("patrol"), name="event_patrol"),
            # Beside the clock, the map reads what is overdue from it, and from it alone.
            models.Index(
                fields=["due_at"],
                include=["opened_at", "region_code", "lng", "lat"],
                condition=_set("due_at"),
                name="event_due",
            ),
            models.Index(fields=["warn_at"], condition=_set("warn_at"), name="event_warn"),
            models.Index(fields=["resume_at"], condition=_set("resume_at"), name="event_resume"),
        ]


class EventStep(Step):
    """A step of an event."""

    scope = Closed("read through its case, by whoever may read the case")

    # Found by the constraint on (case, seq).
    case = models.ForeignKey(Event, models.PROTECT, related_name="steps", db_index=False)

    class Meta:
        constraints = step_constraints("event_step")
