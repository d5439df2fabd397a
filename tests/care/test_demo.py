"""The demonstration has care, entered like real care, and once."""

import pytest
from django.utils.timezone import localdate

from wangge.accounts.models import Person as Account
from wangge.core.actors import job
from wangge.core.flow.audit import faults
from wangge.core.rows import guarded
from wangge.registry import loading
from wangge.registry.care.keeping import CARE
from wangge.registry.care.models import CareEntry


@pytest.mark.django_db
def test_it_works(cast):
    for who, username in {"worker": "grid1", "community_op": "community1"}.items():
        Account.objects.filter(pk=cast[who].pk).update(username=username)
    assert loading.load_demo()["care entries"] == 5
    assert not loading.load_demo()
    with guarded(job(CARE)):
        entries = list(CareEntry.objects.order_by("pk"))
    assert {each.state for each in entries} == {"active", "proposed"}
    assert all(each.ends_on > localdate() and each.person_id for each in entries)
    assert set(faults(CareEntry)) == {None}
