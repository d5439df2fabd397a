"""The file that ships: 225 items that cover the fields of governance and ask for no more than they need."""

import pytest

from wangge.catalogue.check import check
from wangge.catalogue.items import Grade
from wangge.network.queries import unit_kinds


@pytest.fixture
def shipped(document):
    checked, faults = check(document, unit_kinds())
    assert faults == []
    return checked


def test_it_works(shipped):
    assert len(shipped.items) == 225
    assert len({item.code for item in shipped.items}) == 225
    assert shipped.standard_version


def test_every_field_of_governance_is_covered(document, shipped):
    fields = [item.field for item in shipped.items]
    assert set(fields) == set(document["fields"])
    assert min(fields.count(field) for field in set(fields)) >= 4
    assert 110 <= fields.count("urban") <= 120


def test_every_class_of_the_table_is_used(document, shipped):
    assert {item.class_code for item in shipped.items} == set(document["classes"])


def test_dangers_run_day_and_night(shipped):
    """What is passed on to an emergency number and led by the fire service must not wait for office hours."""
    for item in shipped.items:
        if (
            item.lead.kind in {"fire_rescue", "gas_supply"}
            and "119" in item.emergency
            and item.grade == Grade.IV
        ):
            assert item.urgent, item.code


def test_limits_follow_the_filing_table(shipped):
    """Some limits of the table the urban items were written from: class and item, amount, clock."""
    limits = {item.code: item.limits.handle for item in shipped.items}
    assert (limits["C0101"].amount, limits["C0101"].kind) == (2, "urgent_hours")
    assert (limits["C0137"].amount, limits["C0137"].kind) == (2, "working_days")
    assert (limits["E0110"].amount, limits["E0110"].kind) == (4, "working_hours")
    assert (limits["E0112"].amount, limits["E0112"].kind) == (2, "working_hours")
    assert (limits["E0113"].amount, limits["E0113"].kind) == (5, "working_days")
    assert (limits["E0199"].amount, limits["E0199"].kind) == (15, "working_days")
    assert (limits["E0501"].amount, limits["E0501"].kind) == (1, "urgent_hours")


def test_care_asks_for_no_evidence(shipped):
    """Care is about need and consent (domain.md §8): nobody's hardship is photographed."""
    for item in shipped.items:
        if item.field == "care":
            assert item.evidence == {}, item.code


def test_a_grid_worker_settles_only_what_lies_in_reach(shipped):
    for item in shipped.items:
        if item.grade == Grade.IV:
            assert not item.settle_on_spot, item.code


def test_no_keyword_is_shared_by_many(shipped):
    """A word that many items have says nothing."""
    owners = {}
    for item in shipped.items:
        for word in item.keywords:
            owners.setdefault(word, []).append(item.code)
    assert {word: codes for word, codes in owners.items() if len(codes) > 3} == {}
