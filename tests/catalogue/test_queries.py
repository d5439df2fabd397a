"""Reading: one statement for the number in force, none for a version this process knows."""

import pytest

from wangge.catalogue import actions, queries
from wangge.catalogue.suggest import suggest
from wangge.core import versions
from wangge.core.actors import job
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.problems import Problem

pytestmark = pytest.mark.django_db


def test_it_works():
    item = queries.item("C0137")
    assert item.name == "路灯不亮或损坏"
    assert item.field_name == "城市管理"
    assert item.lead.kind == "municipal_works"
    assert len(queries.items()) == 225


def test_limits_by_step():
    assert queries.limit("E0501", 1, "handle") == Span(ClockKind.URGENT_HOURS, 1)
    assert queries.limit("G9801", 1, "handle") == Span(ClockKind.NATURAL_DAYS, 30)
    with pytest.raises(KeyError):
        queries.limit("E0501", 1, "lunch")


def test_what_is_not_there():
    assert queries.find("Z9999") is None
    for ask in (lambda: queries.item("Z9999"), lambda: queries.items(99), lambda: queries.version(99)):
        with pytest.raises(Problem) as missing:
            ask()
        assert missing.value.kind.status == 404


def test_statements(django_assert_num_queries):
    queries.items(1)
    with django_assert_num_queries(0):
        queries.items(1)
        queries.item("C0137", 1)
        queries.limit("C0137", 1, "accept")
        suggest("路灯不亮", 1)
    with django_assert_num_queries(1):
        queries.items()
    with django_assert_num_queries(1):
        suggest("路灯不亮")
    with django_assert_num_queries(1):
        queries.versions()


def test_the_number_is_told_with_the_others():
    assert versions.current()["catalogue"] == queries.current_number()


def test_an_old_version_stays_as_it_was(document):
    document["items"][0]["name"] = "自来水井盖坏了"
    made = actions.publish(document, job("load"))
    assert queries.item(document["items"][0]["code"]).name == "自来水井盖坏了"
    assert queries.item(document["items"][0]["code"], made.number - 1).name == "上水井盖缺损"


@pytest.mark.parametrize("name", ["自来水井盖坏甲", "自来水井盖坏乙"])
def test_a_version_rolled_back_is_forgotten(document, name):
    """Runs twice, each time as version 2 in a transaction that is rolled back: neither sees the other's."""
    document["items"][0]["name"] = name
    made = actions.publish(document, job("load"))
    assert made.number == 2
    assert queries.item(document["items"][0]["code"]).name == name
    assert suggest(name)[0].name == name


def test_difference(document):
    gone = document["items"].pop()
    document["items"][0]["grade"] = "IV"
    document["items"][0]["limits"] = "urgent_4h"
    document["items"].append({**document["items"][1], "code": "C0198", "name": "景观水池漏水"})
    made = actions.publish(document, job("load"))
    found = queries.difference(made.number - 1, made.number)
    assert [item.code for item in found.removed] == [gone["code"]]
    assert [item.code for item in found.added] == ["C0198"]
    (changed,) = found.changed
    assert changed.code == document["items"][0]["code"]
    assert changed.fields["grade"] == ("III", "IV")
    assert set(changed.fields) == {"grade", "limits"}


def test_no_difference_with_itself():
    found = queries.difference(1, 1)
    assert (found.added, found.removed, found.changed) == ([], [], [])
