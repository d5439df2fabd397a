"""What a system reaches with its token beside events: places, items, and whether the platform is up."""

import pytest

from tests.events.intake.cases import LAMP_ITEM, Walk, body, centre_of, filed, first_grid
from tests.events.intake.fixtures import system, token_for
from tests.personas import COMMUNITY

pytestmark = pytest.mark.django_db


@pytest.fixture
def face(cast):
    return system(token_for(cast, powers=["event.report", "event.see", "network.see", "catalogue.see"]))


def test_it_works(face):
    assert face.get("/api/v1/health").json()["state"] == "ok"
    items = face.get("/api/v1/items").json()
    listed = items["items"] if isinstance(items, dict) else items
    assert LAMP_ITEM in {each["code"] for each in listed}
    found = face.get("/api/v1/locate", centre_of(first_grid(COMMUNITY)))
    assert found.status_code == 200, found.content
    assert first_grid(COMMUNITY) in found.content.decode()


def test_a_system_works_no_case_of_its_own_accord(face, cast, walk):
    mine = walk()
    for action in ("accept", "refuse", "dispatch", "close", "withdraw", "remind"):
        answer = face.send("POST", f"{mine.address}/actions/{action}", {"data": {}, "version": 1})
        assert answer.status_code == 403, action
    assert face.get("/api/v1/todo").json()["items"] == []


def test_what_it_reported_it_may_follow_up(face, cast):
    mine = Walk(cast, filed(face, body(COMMUNITY)))
    path = f"{mine.address}/actions/add_information"
    answer = face.send("POST", path, {"data": {"text": "来电人又打来了"}, "version": 1})
    assert answer.status_code == 200, answer.content
    assert face.get(mine.address).json()["additions"][0]["text"] == "来电人又打来了"
