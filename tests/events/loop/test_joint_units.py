"""One lead, any number of joint units: who states what, who waits for whom."""

import pytest

from tests.events.loop.walk import dispatched, handling

pytestmark = pytest.mark.django_db
PEOPLE = ("handler", "head", "joint_handler", "township_op", "handler_elsewhere")


def test_it_works(cast):
    walk = dispatched(cast, joint=True)
    assert walk.desks(*PEOPLE) == {"handler": ["event"], "head": ["event"], "joint_handler": ["joint"]}
    assert {each["id"] for each in walk.see("joint_handler")["joint"]} == {cast.actor("joint_handler").unit}
    assert walk.offered("joint_handler") == {"progress", "contribute"}
    walk.act("joint_handler", "progress", reason="清运车已出发")
    walk.act("joint_handler", "contribute", result="垃圾已清运")
    assert walk.see("handler")["joint_done"] == [cast.actor("joint_handler").unit]
    assert walk.on_desk_of(*PEOPLE) == {"handler", "head"}
    assert walk.see("joint_handler")  # done, and still theirs to follow
    walk.act("handler", "sign")
    walk.act("handler", "feed_back", result="已修好")
    assert walk.state == "fed_back"
    assert walk.holds()


def test_the_lead_does_not_go_ahead_without_saying_why(cast):
    walk = handling(cast, joint=True)
    assert walk.wrong("handler", "feed_back", result="已修好") == {"without_joint"}
    assert walk.wrong("handler", "feed_back", result="已修好", without_joint="  ") == {"without_joint"}
    walk.act("handler", "feed_back", result="已修好", without_joint="环卫不需要到场")
    assert walk.steps()[-1]["data"]["without_joint"] == "环卫不需要到场"
    assert walk.on_desk_of("joint_handler") == set()


def test_a_part_is_stated_once(cast):
    walk = handling(cast, joint=True)
    assert walk.wrong("joint_handler", "contribute") == {"result"}
    walk.act("joint_handler", "contribute", result="垃圾已清运")
    walk.refused("joint_handler", "contribute", 409, "contribute.done", result="再清一次")


def test_a_joint_unit_does_not_lead(cast):
    walk = handling(cast, joint=True)
    walk.refused("joint_handler", "feed_back", 403, result="已修好")
    walk.refused("joint_handler", "return", 403, reason="不归我们", basis="职责清单")
    walk.refused("handler", "contribute", 403, result="已修好")
    walk.refused("handler_elsewhere", "contribute", 404, result="已修好")


def test_a_return_frees_the_joint_units_too(cast):
    walk = dispatched(cast, joint=True)
    walk.act("joint_handler", "contribute", result="垃圾已清运")
    walk.act("handler", "return", reason="不归我们", basis="职责清单")
    assert walk.see("joint_handler") == {}
    assert (walk.row.joint_units, walk.row.joint_done) == ([], [])
