"""What is kept of a second factor."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from wangge.core.rows import Guard
from wangge.core.scope import Closed, Scope

OWN = Scope(person="person_id")


class Factor(models.Model):
    """The secret shared with a person's app, sealed; `waiting` is one that was handed out and not confirmed yet.

    `step` is the last thirty seconds a code was taken from: the same code, or an older one, is never taken again.
    """

    scope = Closed("proves a person to the platform; nobody reads it")
    sensitive = Guard(OWN)

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    sealed = models.BinaryField(null=True)
    waiting_sealed = models.BinaryField(null=True)
    step = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return f"factor of {self.person_id}"


class RecoveryCode(models.Model):
    """One code that opens once where the app cannot; kept as a keyed hash."""

    scope = Closed("proves a person to the platform; nobody reads it")
    sensitive = Guard(OWN)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    hash = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["person", "hash"], name="recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.person_id}"
