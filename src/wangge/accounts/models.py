"""Who logs in. What a person may do comes from a posting (network) and its role, never from the account."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wangge.core.scope import Closed


class People(BaseUserManager["Person"]):
    """Persons by user name; they are made by `accounts.actions`, not by the manager."""


class Person(AbstractBaseUser):
    """Somebody with an account: a name to show, a name to log in with, and nothing a log-in does not need."""

    last_login = None  # the audit log has it; a column here would be a write per log-in and a trace too many

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    scope = Closed("a person is shown through postings and steps; accounts are served to their administrators")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Django's name for `active`."""
        return self.active
