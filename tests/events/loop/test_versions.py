"""What administrators publish applies to what opens afterwards; a case keeps the versions it opened under."""

import pytest
import yaml

from tests.events.loop.walk import PLAIN, dispatched, handling, reported, send_out
from wangge.catalogue import actions as catalogue
from wangge.catalogue import items
from wangge.core.flow import editions
from wangge.core.problems import Problem

pytestmark = pytest.mark.django_db
WHY = {"reason": "不属本单位职责", "basis": "职责清单第三条"}


def publish(cast, **edition):
    return editions.publish("event", edition, "区级试点", cast.actor("sysadmin"))


def test_it_works(cast):
    old = dispatched(cast)
    assert publish(cast, settings={"returns_max": 0}, labels={"action.sign": "Take over"}).number == 1
    new = dispatched(cast)
    assert (old.row.flow_version, new.row.flow_version) == (0, 1)
    new.refused("handler", "return", 409, "return.used-up", **WHY)
    old.act("handler", "return", **WHY)
    labels = {each["key"]: each["label"] for each in new.see("handler")["actions"]}
    assert labels["sign"] == "Take over"


def test_an_optional_step_is_switched_off(cast):
    old = handling(cast)
    publish(cast, off=["ask_extension", "look_first"])
    new = handling(cast)
    assert "ask_extension" not in new.offered("handler")
    new.refused("handler", "ask_extension", 404, "flow.unknown-action", reason="缺件")
    old.act("handler", "ask_extension", reason="缺件")
    assert old.state == "extension_asked"


@pytest.mark.parametrize(
    ("edition", "field"),
    [
        ({"off": ["accept"]}, "off.accept"),
        ({"settings": {"returns_max": -1}}, "settings.returns_max"),
        ({"settings": {"suspension_days_max": 10**10}}, "settings.suspension_days_max"),
        ({"settings": {"reopen_days": "ten"}}, "settings.reopen_days"),
        ({"settings": {"nothing": 1}}, "settings.nothing"),
        ({"labels": {"action.fly": "Fly"}}, "labels.action.fly"),
    ],
)
def test_an_edition_that_does_not_fit(cast, edition, field):
    with pytest.raises(Problem) as refused:
        publish(cast, **edition)
    assert list(refused.value.fields) == [field]


def test_who_may_not(cast):
    with pytest.raises(Problem) as refused:
        editions.publish("event", {}, "", cast.actor("city_op"))
    assert refused.value.kind.status == 403


def test_the_catalogue_likewise(cast):
    old = reported(cast)
    document = yaml.safe_load(items.SHIPPED.read_text(encoding="utf-8"))
    for each in document["items"]:
        if each["code"] == PLAIN:
            each["limits"] = "days_7"
    catalogue.publish(document, cast.actor("sysadmin"), note="试点")
    new = reported(cast)
    assert (new.row.catalogue_version, old.row.catalogue_version) == (2, 1)
    for walk, days in ((old, 4), (new, 7)):
        walk.act("township_op", "accept", item_code=PLAIN)
        send_out(walk)
        assert walk.clock("handle")["amount"] == days
