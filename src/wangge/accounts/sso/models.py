"""Who at the provider is whose account."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from wangge.core.scope import Closed


class Link(models.Model):
    """A subject of a provider and the account it opens, from the moment a second administrator has confirmed it."""

    scope = Closed("opens an account; administrators see it with the account, one at a time")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="links")
    issuer = models.CharField(max_length=200, db_collation="C")
    # At most 255 ASCII characters (OpenID Connect Core 1.0, section 2).
    subject = models.CharField(max_length=255, db_collation="C")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="link_subject"),
            models.UniqueConstraint(fields=["person", "issuer"], name="link_person"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("linked_by")),
                name="link_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.issuer}"
