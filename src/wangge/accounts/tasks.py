"""What accounts do by themselves: forget attempts to log in and sessions that have ended."""

from django.utils.timezone import now

from wangge.accounts.actions import attempts
from wangge.accounts.models import Session
from wangge.core.tasks import Periodic


def forget() -> dict[str, int]:
    """Delete what nothing asks for any more; the number of rows of each."""
    sessions, _ = Session.objects.filter(expire_date__lt=now()).delete()
    return {"attempts": attempts.purge(), "sessions": sessions}


PERIODIC = (Periodic("forget", "23 * * * *", forget),)
