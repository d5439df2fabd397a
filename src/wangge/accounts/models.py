"""Who logs in. What a person may do comes from a posting (network) and its role, never from the account."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.timezone import now

from wangge.accounts.factors.models import Factor, RecoveryCode
from wangge.accounts.sso.models import Link
from wangge.core.scope import Closed, Open, Scope

__all__ = [
    "Factor",
    "Link",
    "LoginFailure",
    "People",
    "Person",
    "PostedAt",
    "RecoveryCode",
    "Role",
    "Session",
    "Token",
]


class PostedAt(models.TextChoices):
    """Where a role is held."""

    UNIT = "unit"
    GRID = "grid"


class People(BaseUserManager["Person"]):
    """Persons by user name; they are made by `accounts.actions`, not by the manager."""


class Person(AbstractBaseUser):
    """Somebody with an account: a name to show, a name to log in with, and nothing a log-in does not need."""

    last_login = None  # the audit log has it; a column here would be a write per log-in and a trace too many

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    # The password is one an administrator has seen: it opens nothing but the way to a new one.
    must_change = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    scope = Closed(
        "a person is shown through postings and steps; accounts are served to their administrators"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Django's name for `active`."""
        return self.active


class Session(AbstractBaseSession):
    """Somebody logged in. `session_data` holds what has no column here, which is nothing as a rule. A session
    without a person is one nobody has logged in to yet."""

    scope = Closed("nobody's but the person's own")

    # Django's fields, for the browser's key, the rest, and the end by idleness.
    session_key = models.CharField(max_length=40, primary_key=True, db_collation="C")
    session_data = models.TextField(default="", blank=True)
    expire_date = models.DateTimeField(db_index=True)

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    # Of the password the person logged in with: another password ends the session.
    fingerprint = models.CharField(max_length=64, default="", blank=True, db_collation="C")
    # The posting chosen to act from, if one was; whether it still runs is asked of the postings.
    posting = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=now)
    last_seen = models.DateTimeField(null=True)
    # By which a person recognises a session as their own: the network, not the machine, and the kind of browser.
    address = models.CharField(max_length=45, default="", blank=True, db_collation="C")
    browser = models.CharField(max_length=40, default="", blank=True)
    # When the person last proved who they are, and when by the second factor.
    proved_at = models.DateTimeField(null=True)
    factor_at = models.DateTimeField(null=True)
    # Begun through single sign-on; no password of ours was shown.
    by_provider = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person_id} {self.created_at:%F %T}"  # the key is as good as a password


class Role(models.Model):
    """What a posting gives: the powers of one kind of work, and where it may be held (`data/roles.yaml`)."""

    scope = Open("which roles there are and what they may do is no secret to those who hold them")

    key = models.CharField(max_length=40, primary_key=True, db_collation="C")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    posted_at = models.CharField(max_length=4, choices=PostedAt.choices)
    powers = ArrayField(models.CharField(max_length=40))
    unit_kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    levels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # An administrator has changed the powers: loading the shipped file again leaves this role alone.
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(posted_at__in=PostedAt.values), name="role_posted_at")
        ]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """What an outside system shows instead of logging in. The secret itself is shown once and not kept."""

    scope = Scope(power="token.issue", region="region")

    name = models.CharField(max_length=80)
    hash = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=12)
    powers = ArrayField(models.CharField(max_length=40))
    region = models.CharField(max_length=15, db_collation="C")
    channel = models.CharField(max_length=20, db_collation="C")
    unit = models.ForeignKey("network.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(region=""), name="token_region"),
            models.CheckConstraint(condition=models.Q(powers__len__gt=0), name="token_powers"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class LoginFailure(models.Model):
    """One attempt to log in that has not succeeded. Names are keyed hashes: people type passwords there."""

    scope = Closed("counts attempts; nobody reads it")

    name_index = models.BinaryField(max_length=32)
    address = models.CharField(max_length=45, db_collation="C")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["name_index", "at"], name="login_failure_name"),
            models.Index(fields=["address", "at"], name="login_failure_address"),
            models.Index(fields=["at"], name="login_failure_at"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%F %T}"
