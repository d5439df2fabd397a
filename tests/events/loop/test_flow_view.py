"""A loop as administrators read it, and what they published of it."""

import pytest

pytestmark = pytest.mark.django_db
FLOW = "/api/v1/flows/event"
EDITIONS = f"{FLOW}/editions"


def shown(cast, path=FLOW, who="sysadmin"):
    answer = cast.client(who).get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def publish(cast, who="sysadmin", note="市里统一叫法", **edition):
    return cast.client(who).send("POST", EDITIONS, {"edition": edition, "note": note})


def by_key(rows):
    return {each["key"]: each for each in rows}


def test_it_works(cast):
    told = shown(cast)
    assert (told["version"], told["label"]) == (0, "事件")
    figures = by_key(told["figures"])
    assert figures["returns_max"] == {
        "key": "returns_max", "label": "最多可退单次数", "value": 2, "usual": 2, "least": 0, "most": 100,
    }  # fmt: skip
    assert figures["return_within"]["value"] == {"kind": "working_days", "amount": 1}
    assert all(each["label"] and not each["label"].isascii() for each in told["figures"])
    actions = by_key(told["actions"])
    assert actions["accept"]["step"] == {"key": "accept", "label": "受理"}
    assert actions["accept"]["from"]
    assert actions["accept"]["to"] == "accepted"
    assert not any(each["off"] for each in told["actions"])
    assert told["edition"] == {"labels": {}, "settings": {}, "off": []}
    assert shown(cast, EDITIONS) == {"items": []}


def test_what_was_set_stands_beside_what_is_usual(cast):
    answer = publish(
        cast, labels={"state.reported": "待接件"}, settings={"returns_max": 3}, off=["look_first"]
    )
    assert answer.status_code == 201, answer.content
    told = shown(cast)
    assert told["version"] == answer.json()["number"] == 1
    state = by_key(told["states"])["reported"]
    assert (state["label"], state["usual"]) == ("待接件", "待受理")
    assert by_key(told["figures"])["returns_max"]["value"] == 3
    assert by_key(told["figures"])["returns_max"]["usual"] == 2
    off = by_key(told["actions"])["look_first"]
    assert (off["off"], off["optional"]) == (True, True)
    assert by_key(told["states"])["looking"]["off"]
    assert told["edition"]["off"] == ["look_first"]
    (edition,) = shown(cast, EDITIONS)["items"]
    assert (edition["number"], edition["note"], edition["current"]) == (1, "市里统一叫法", True)
    assert edition["by"]
    assert edition["at"]
    assert edition["changes"] == [
        {"kind": "label", "name": "待受理", "usual": "待受理", "now": "待接件"},
        {"kind": "figure", "name": "最多可退单次数", "usual": "2", "now": "3"},
        {"kind": "off", "name": off["usual"], "usual": "", "now": ""},
    ]


def test_the_latest_edition_is_the_one_in_force(cast):
    publish(cast, settings={"reminders_max": 5})
    publish(
        cast, settings={"return_within": {"kind": "working_hours", "amount": 4}}, note="退单时限改为四小时"
    )
    second, first = shown(cast, EDITIONS)["items"]
    assert (second["current"], first["current"]) == (True, False)
    (change,) = second["changes"]
    assert (change["usual"], change["now"]) == ("1 · 工作日", "4 · 工作时")


@pytest.mark.parametrize("path", [FLOW, EDITIONS])
def test_everybody_with_an_account_may_read_it(cast, path, django_assert_num_queries):
    shown(cast, path, "handler")
    publish(cast, settings={"reminders_max": 5})
    client = cast.client("worker")
    client.get(path)
    for number in (6, 7):
        with django_assert_num_queries(3):
            client.get(path)
        publish(cast, settings={"reminders_max": number})
        client.get(path)  # the new edition is read once
    assert cast.client().get(path).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/flows/nothing", "/api/v1/flows/nothing/editions"])
def test_what_is_no_loop_is_not_found(cast, path):
    assert cast.client("sysadmin").get(path).status_code == 404


def test_nobody_else_publishes(cast):
    assert publish(cast, "city_op", settings={"returns_max": 3}).status_code == 403


def test_what_makes_no_sense_is_named(cast):
    answer = publish(cast, settings={"returns_max": -1}, labels={"state.nowhere": "某处"})
    assert answer.status_code == 422, answer.content
    assert {each["field"] for each in answer.json()["errors"]} <= {
        "labels.state.nowhere", "settings.returns_max",
    }  # fmt: skip
