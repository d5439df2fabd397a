"""Events brought to a certain point over HTTP, each step taken by whoever would take it.

    case = handling(cast)
    case.act("handler", "feed_back", result="Mended")       # 200, or the test fails
    problem = case.refused("worker", "close", 403, closing_condition_met=True)

The case lies in the worker's own grid and is of an item that the street's centre dispatches (grade III), with
four working days to handle it, unless a factory is told another one.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.management import CommandError, call_command

from tests.personas import COMMUNITY, COUNTY, TOWNSHIP, Cast
from wangge.catalogue.items import GridItem
from wangge.catalogue.queries import find
from wangge.core.flow import chain
from wangge.events.models import Event
from wangge.network import queries as network

PLAIN = "C0128"  # III, four working days, not to be settled on the spot
URGENT = "C0101"  # III, two urgent hours
SPOT = "C0104"  # III, one working day, may be settled on the spot
SMALL = "C0303"  # II: the community's centre owns it
LARGE = "C0508"  # IV: the county's centre owns it
TEXT = "电力箱柜门敞开,里面的线露在外面"
CLOSING = {"closing_condition_met": True}

__all__ = ["COMMUNITY", "COUNTY", "TOWNSHIP", "Walk", "reported", "unit"]


def unit(kind: str = "urban_management", region: str = COUNTY) -> int:
    """The number of the unit of a kind that serves a region."""
    found = network.route(kind, region)
    assert found is not None
    return found.id


def point(cast: Cast, name: str = "worker") -> dict[str, float]:
    """The middle of somebody's grid."""
    middle = network.grid_centre(cast.actor(name).grid)
    assert middle is not None
    return {"lng": middle[0], "lat": middle[1]}


def item(code: str) -> GridItem:
    found = find(code)
    assert found is not None
    return found


@dataclass
class Walk:
    """One case on its way, with the people around it."""

    cast: Cast
    case_no: str
    secret: str = ""
    faces: dict[str, Any] = field(default_factory=dict)

    def face(self, name: str) -> Any:
        if name not in self.faces:
            self.faces[name] = self.cast.client(name)
        return self.faces[name]

    @property
    def row(self) -> Event:
        return Event.objects.get(case_no=self.case_no)

    @property
    def state(self) -> str:
        return self.row.state

    def path(self, rest: str = "") -> str:
        return f"/api/v1/events/{self.case_no}{rest}"

    def see(self, name: str) -> dict[str, Any]:
        """The case as this one sees it, or {} where it is not theirs to see."""
        answer = self.face(name).get(self.path())
        assert answer.status_code in (200, 404), answer.content
        return answer.json() if answer.status_code == 200 else {}

    def clock(self, name: str, who: str = "township_op") -> dict[str, Any]:
        """The latest timer of this name."""
        return [each for each in self.see(who)["clocks"] if each["name"] == name][-1]

    def steps(self) -> list[dict[str, Any]]:
        answer = self.face("city_op").get(self.path("/steps"))
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]

    def offered(self, name: str) -> set[str]:
        """The keys of what this one may do now, without what a rule blocks."""
        return {each["key"] for each in self.see(name).get("actions", []) if not each["blocked"]}

    def blocked(self, name: str) -> dict[str, str]:
        """What stands in this one's way: action to the code of the rule."""
        return {each["key"]: each["blocked"]["key"] for each in self.see(name)["actions"] if each["blocked"]}

    def desks(self, *names: str) -> dict[str, list[str]]:
        """Who of these has the case on the to-do list, and as what."""
        found = {}
        for name in names:
            rows = self.face(name).get("/api/v1/todo", {"limit": 100}).json()["items"]
            kinds = [row["kind"]["key"] for row in rows if row["case_no"] == self.case_no]
            if kinds:
                found[name] = kinds
        return found

    def on_desk_of(self, *names: str) -> set[str]:
        return set(self.desks(*names))

    def send(
        self, who: str, action: str, data: dict[str, Any], *, version: Any = None, **headers: str
    ) -> Any:
        """The answer as it comes. The reporter acts with the secret."""
        body = {"data": data, "version": self.row.version if version is None else version}
        if who == "reporter":
            address = f"/api/v1/follow/{self.case_no}/actions/{action}"
            return self.cast.client().send("POST", address, body, x_case_secret=self.secret, **headers)
        return self.face(who).send("POST", self.path(f"/actions/{action}"), body, **headers)

    def act(self, who: str, action: str, **data: Any) -> dict[str, Any]:
        answer = self.send(who, action, data)
        assert answer.status_code == 200, (who, action, answer.json())
        return answer.json()

    def refused(self, who: str, action: str, status: int, code: str = "", **data: Any) -> Any:
        """The problem; nothing of the case may have changed."""
        before = Event.objects.filter(case_no=self.case_no).values().get()
        answer = self.send(who, action, data)
        assert answer.status_code == status, (who, action, answer.json())
        assert not code or answer.json()["code"] == code, answer.json()
        assert Event.objects.filter(case_no=self.case_no).values().get() == before
        return answer.json()

    def wrong(self, who: str, action: str, **data: Any) -> set[str]:
        """The fields at fault of a form that is refused."""
        return {each["field"] for each in self.refused(who, action, 422, **data)["errors"]}

    def holds(self) -> bool:
        """The chain verifies, and the case agrees with its last step."""
        row = self.row
        records = [step.record(row.case_no) for step in row.steps.order_by("seq")]
        return chain.verify(row.case_no, row.version, row.head, records) is None


def audit(case_no: str, out: Any) -> bool:
    """Whether `audit verify` is content with this case; what it says goes to `out`."""
    try:
        call_command("audit", "verify", "--case", case_no, stdout=out)
    except CommandError:
        return False
    return True


def filed(cast: Cast, who: str = "anonymous", **report: Any) -> Walk:
    """A report sent to the platform by this one, whatever it says."""
    body = {"text": TEXT, **point(cast), **report}
    answer = cast.client(who).send("POST", "/api/v1/reports", body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    return Walk(cast, told["case_no"], told["secret"])


def reported(cast: Cast, item_code: str = PLAIN, **report: Any) -> Walk:
    """Reported by a resident without an account."""
    return filed(cast, item_code=item_code, **report)


def owner(walk: Walk) -> str:
    """Who works at the centre that answers for the case."""
    length = len(walk.row.owner)
    return {12: "community_op", 9: "township_op", 6: "county_op", 4: "city_op"}[length]


def accepted(cast: Cast, item_code: str = PLAIN, **report: Any) -> Walk:
    walk = reported(cast, item_code, **report)
    walk.act(owner(walk), "accept", item_code=item_code)
    return walk


def dispatched(cast: Cast, item_code: str = PLAIN, joint: bool = False) -> Walk:
    """Dispatched to the handler's unit; with `joint`, also to the joint handler's."""
    walk = accepted(cast, item_code)
    send_out(walk, joint)
    return walk


def send_out(walk: Walk, joint: bool = False) -> None:
    units = [unit("environmental_sanitation")] if joint else []
    walk.act(owner(walk), "dispatch", lead=unit(), joint=units)


def handling(cast: Cast, item_code: str = PLAIN, joint: bool = False) -> Walk:
    walk = dispatched(cast, item_code, joint)
    walk.act("handler", "sign")
    return walk


def fed_back(cast: Cast, item_code: str = PLAIN) -> Walk:
    walk = handling(cast, item_code)
    walk.act("handler", "feed_back", result="箱门已更换并上锁")
    return walk


def verified(cast: Cast, item_code: str = PLAIN) -> Walk:
    walk = fed_back(cast, item_code)
    walk.act("worker", "pass", method="on_site")
    return walk


def closed(cast: Cast, item_code: str = PLAIN) -> Walk:
    walk = verified(cast, item_code)
    walk.act(owner(walk), "close", **CLOSING)
    return walk


def counted(seen: dict[str, Any]) -> dict[str, int]:
    """How often what happened to a case, by key."""
    return {each["key"]: each["count"] for each in seen["counts"]}
