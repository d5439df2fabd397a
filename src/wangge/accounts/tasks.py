"""What accounts do by themselves: forget attempts to log in and sessions that have ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from wangge.accounts.actions import attempts
from wangge.accounts.models import Session
from wangge.core.deletions import deleted, rule
from wangge.core.tasks import Periodic
from wangge.core.words import N_

SESSIONS = rule("accounts.sessions", "accounts.forget", N_("Sessions"), N_("it has ended"), timedelta(0))


def forget() -> dict[str, int]:
    """Delete what nothing asks for any more; the number of rows of each."""
    with transaction.atomic():
        sessions, _ = Session.objects.filter(expire_date__lt=now()).delete()
        deleted(SESSIONS, sessions)
    return {"attempts": attempts.purge(), "sessions": sessions}


PERIODIC = (Periodic("forget", "23 * * * *", forget),)
