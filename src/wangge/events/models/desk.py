"""What a person at a desk of the console keeps: views of a list, and lists taken out of it."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from wangge.core.scope import Scope

LISTS = (("todo", "todo"), ("events", "events"))


def no_filters() -> dict[str, str]:
    return {}


class SavedView(models.Model):
    """A list narrowed in a way somebody uses again and again; one's own alone."""

    scope = Scope(person="person_id")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField(max_length=8, choices=LISTS, db_collation="C")
    name = models.CharField(max_length=30)
    filters = models.JSONField(default=no_filters)
    sort = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "list", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A list somebody took out of the platform, with the reason given. The sealed file lies in a folder beside
    the database and is deleted after a day; that it was taken stays in the audit log."""

    scope = Scope(person="person_id")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField(max_length=8, choices=LISTS, db_collation="C")
    file = models.CharField(max_length=60, db_collation="C")
    rows = models.IntegerField()
    cut = models.BooleanField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="export_at")]

    def __str__(self) -> str:
        return f"{self.list} {self.at:%F %T}"
