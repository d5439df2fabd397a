"""The residents of the demonstration: entered once, and nobody's."""

import re

import pytest

from tests.guard import seen_whole
from tests.registry.conftest import NOBODYS
from wangge.registry import demo, facts
from wangge.registry.models import Dwelling, Fact, Person

pytestmark = pytest.mark.django_db


def test_it_works(cast):
    counts = demo.load()
    assert counts["homes"] == 2 * 2 * 2 * 2 * 4
    assert counts["residents"] > 100
    assert demo.load() == {}
    with seen_whole():
        assert Person.objects.count() == counts["residents"]
        assert set(Dwelling.objects.values_list("use", flat=True)) == {"owner_occupied", "rented", "empty"}
        known = [facts.opened(fact) for fact in Fact.objects.all()]
        names = set(Person.objects.values_list("name", flat=True))
    numbers = [values["identity_number"] for values in known if "identity_number" in values]
    phones = [values["phone"] for values in known if "phone" in values]
    assert len(set(numbers)) == len(numbers) == counts["residents"]
    assert all(number.startswith(NOBODYS) for number in numbers)
    assert phones
    assert all(phone.startswith("1420000") for phone in phones)
    assert all(re.fullmatch("演示.\\d{4}", name) for name in names)
    page = cast.client("worker").get("/api/v1/registry/homes").json()
    assert page["items"]
