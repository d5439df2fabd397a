"""Every fault of a catalogue is named, with the item's code and the field."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.catalogue.check import check, refused_words
from wangge.catalogue.items import SHIPPED, read
from wangge.network.queries import unit_kinds

KINDS = unit_kinds()
AT = 40  # any item will do
REMOVED = object()


def spoil(document, path, value):
    """Set `path` (dotted, in item `AT`) to `value`, or take it away."""
    target = document["items"][AT]
    if isinstance(target["limits"], str):
        target["limits"] = copy.deepcopy(document["limits"][target["limits"]])
    *parents, last = path.split(".")
    for name in parents:
        target = target[int(name) if isinstance(target, list) else name]
    last = int(last) if isinstance(target, list) else last
    if value is REMOVED:
        del target[last]
    else:
        target[last] = value


def faults_of(document):
    checked, faults = check(document, KINDS)
    assert (checked is None) == bool(faults)
    return faults


def test_it_works(document):
    assert faults_of(document) == []


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("limits.handle", REMOVED, "limits.handle"),
        ("limits.accept.kind", "lunch_hours", "limits.accept.kind"),
        ("limits.verify.amount", 0, "limits.verify.amount"),
        ("limits.verify.amount", True, "limits.verify.amount"),
        ("limits.dispatch.amount", float("nan"), "limits.dispatch.amount"),
        ("limits.handle.amount", 100_000, "limits.handle.amount"),
        ("limits.handle.days", 3, "limits.handle"),
        ("limits.patrol", {"kind": "working_days", "amount": 1}, "limits.patrol"),
        ("limits", "someday", "limits"),
        ("code", "C01", "code"),
        ("code", "X0101", "code"),
        ("code", "C0101", "code"),
        ("code", REMOVED, "code"),
        ("name", "上水井盖缺损", "name"),
        ("name", "很" * 31, "name"),
        ("filing", "  ", "filing"),
        ("filing", REMOVED, "filing"),
        ("filing", "带\x00的", "filing"),
        ("closing", "", "closing"),
        ("lead", REMOVED, "lead"),
        ("lead.kind", "ministry_of_magic", "lead.kind"),
        ("lead.level", "galaxy", "lead.level"),
        ("lead", {"kind": "public_transit", "level": "county"}, "lead.level"),
        ("joint", [{"kind": "nobody", "level": "county"}], "joint.0.kind"),
        ("joint", [{"kind": "justice"}], "joint.0"),
        ("joint", "police", "joint"),
        ("grade", "V", "grade"),
        ("grade", None, "grade"),
        ("settle_on_spot", "yes", "settle_on_spot"),
        ("evidence", {"identity_card": "one"}, "evidence.identity_card"),
        ("evidence", {"photo": "twenty"}, "evidence.photo"),
        ("evidence", ["photo"], "evidence"),
        ("keywords", ["路灯", "灯杆", "灯灭"], "keywords"),
        ("keywords", ["路灯", "灯杆", "灯灭", "路灯"], "keywords"),
        ("keywords", ["路灯", "灯杆", "灯灭", "黑"], "keywords.3"),
        ("keywords", ["路灯", "灯杆", "灯灭", "路  灯"], "keywords.3"),
        ("keywords", "路灯", "keywords"),
        ("emergency", ["911"], "emergency"),
        ("colour", "red", "colour"),
    ],
)
def test_one_fault_is_named(document, path, value, field):
    spoil(document, path, value)
    found = [fault for fault in faults_of(document) if fault.index == AT]
    assert [fault.field for fault in found] == [field]
    assert found[0].code == str(document["items"][AT].get("code", ""))
    assert found[0].path == f"items.{AT}.{field}"
    assert found[0].message


def test_both_items_of_a_duplicate_are_named(document):
    document["items"][AT]["code"] = document["items"][AT + 1]["code"]
    assert {(fault.index, fault.field) for fault in faults_of(document)} == {(AT, "code"), (AT + 1, "code")}


def test_a_unit_is_named_once(document):
    item = document["items"][AT]
    item["joint"] = [item["lead"]]
    assert [fault.field for fault in faults_of(document)] == ["joint.0"]


def test_a_near_grade_is_not_led_from_afar(document):
    item = document["items"][AT]
    item["grade"], item["lead"] = "I", {"kind": "justice", "level": "city"}
    assert [fault.field for fault in faults_of(document)] == ["grade"]


def test_all_faults_are_named_at_once(document):
    items = document["items"]
    items[0]["limits"] = "someday"
    items[1]["lead"]["kind"] = "nobody"
    items[1]["closing"] = ""
    items[2] = "not an item"
    document["title"] = ""
    document["effective_day"] = "the day after"
    found = {fault.path for fault in faults_of(document)}
    assert found == {
        "title",
        "effective_day",
        "items.0.limits",
        "items.1.lead.kind",
        "items.1.closing",
        "items.2",
    }


@pytest.mark.parametrize("reason", sorted(refused_words()))
@pytest.mark.parametrize("field", ["name", "filing", "closing", "keywords"])
def test_no_item_classes_or_watches_people(document, reason, field):
    item = document["items"][AT]
    for word in refused_words()[reason]:
        spoiled = copy.deepcopy(document)
        text = f"登记{word}人员"
        spoiled["items"][AT][field] = [*item["keywords"][:6], text] if field == "keywords" else text
        found = faults_of(spoiled)
        assert len(found) == 1, word
        assert found[0].field.startswith(field)
        assert found[0].value in text


@pytest.mark.parametrize("body", [None, [], "items", 7, {}, {"items": {}}, {"items": [None, 1, []]}])
def test_what_is_no_catalogue_is_refused(body):
    assert faults_of(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE = read(SHIPPED)
KEYS = ["code", "name", "filing", "closing", "limits", "lead", "joint", "grade", "settle_on_spot", "evidence"]


@settings(max_examples=300, deadline=None)
@given(key=st.sampled_from([*KEYS, "keywords", "emergency", "standard_version"]), value=anything)
def test_no_value_gets_past_or_breaks_it(key, value):
    """Whatever stands in a field, the check names it or the catalogue is whole; it never falls over."""
    spoiled = {**WHOLE, "items": [*WHOLE["items"][:3]]}
    spoiled["items"][1] = {**spoiled["items"][1], key: value}
    checked, faults = check(spoiled, KINDS)
    assert (checked is None) == bool(faults)
    assert all(fault.path.startswith("items.") for fault in faults)


@settings(max_examples=200, deadline=None)
@given(
    key=st.sampled_from(["title", "effective_day", "fields", "classes", "limits", "defaults", "items"]),
    value=anything,
)
def test_no_head_breaks_it(key, value):
    checked, faults = check({**WHOLE, "items": WHOLE["items"][:3], key: value}, KINDS)
    assert (checked is None) == bool(faults)


def test_order_and_spelling_do_not_change_the_digest(document):
    first, _ = check(document, KINDS)
    document["items"].reverse()
    for item in document["items"]:
        if isinstance(item["limits"], str):
            item["limits"] = copy.deepcopy(document["limits"][item["limits"]])
    del document["limits"]
    second, _ = check(document, KINDS)
    assert first.digest() == second.digest()
    document["items"][0]["closing"] += "，并告知"
    third, _ = check(document, KINDS)
    assert third.digest() != first.digest()
