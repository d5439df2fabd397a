"""What accounts forget by themselves."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.deletions import counted
from wangge.accounts.actions import attempts
from wangge.accounts.models import LoginFailure, Session
from wangge.accounts.tasks import forget

pytestmark = pytest.mark.django_db


def test_it_works(cast):
    kept, ended = cast.client("worker"), cast.client("handler")
    Session.objects.filter(session_key=ended.cookies["sessionid"].value).update(
        expire_date=now() - timedelta(seconds=1)
    )
    LoginFailure.objects.create(name_index=b"x" * 32, address="", at=now() - attempts.KEEP)
    LoginFailure.objects.create(name_index=b"x" * 32, address="")
    assert forget() == {"attempts": 1, "sessions": 1}
    assert forget() == {"attempts": 0, "sessions": 0}
    assert counted("accounts.attempts") == counted("accounts.sessions") == [1]
    assert kept.get("/api/v1/session").status_code == 200
