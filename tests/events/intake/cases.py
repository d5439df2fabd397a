"""Reports filed and cases moved through the HTTP API, and what the database holds meanwhile."""

from typing import Any

from django.db import connection

from tests.guard import seen_whole
from tests.personas import ANONYMOUS, Cast, Face
from wangge.network import locate
from wangge.network import queries as network

REPORTS = "/api/v1/reports"
EVENTS = "/api/v1/events"
LAMP = "小区门口的路灯坏了三天，晚上黑得看不见路"
LAMP_ITEM, ON_SPOT = "C0137", "C0305"
GAS = "楼下煤气味很大，有人晕倒了"
OUTSIDE = {"lng": 116.4, "lat": 39.9}
# Whatever a refusal must leave as it was.
TABLES = ("events_event", "events_eventstep", "events_contact", "events_addition", "events_attachment",
          "core_outbox")  # fmt: skip


def centre_of(grid: str) -> dict[str, float]:
    """A point inside a grid, as a report gives it."""
    lng, lat = network.grid_centre(grid) or (0.0, 0.0)
    locate.ensure()
    assert locate.locate(lng, lat) == grid
    return {"lng": lng, "lat": lat}


def first_grid(region: str) -> str:
    return str(network.grids(region).values_list("code", flat=True).order_by("code")[0])


def body(region: str, **changes: Any) -> dict[str, Any]:
    """A report from the first grid of a region."""
    return {"text": LAMP, **centre_of(first_grid(region)), **changes}


def written() -> dict[str, int]:
    """How many rows there are of everything a write may add to."""
    with seen_whole(), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES))
        return dict(zip(TABLES, cursor.fetchone(), strict=True))


def fields(answer: Any) -> list[str]:
    """The fields a problem document names."""
    return [each["field"] for each in answer.json().get("errors", ())]


def filed(face: Face, report: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = face.send("POST", REPORTS, report, **headers)
    assert answer.status_code == 201, answer.content
    return answer.json()


class Walk:
    """One case, moved along by the people who would; every step goes over HTTP and must succeed."""

    def __init__(self, cast: Cast, receipt: dict[str, Any]) -> None:
        self.cast = cast
        self.case_no: str = receipt["case_no"]
        self.secret: str = receipt["secret"]
        self.version: int = receipt["version"]

    @property
    def address(self) -> str:
        return f"{EVENTS}/{self.case_no}"

    @property
    def follow(self) -> str:
        return f"/api/v1/follow/{self.case_no}"

    def send(self, who: str, action: str, **data: Any) -> Any:
        path = f"{self.address}/actions/{action}"
        return self.cast.client(who).send("POST", path, {"data": data, "version": self.version})

    def act(self, who: str, action: str, **data: Any) -> dict[str, Any]:
        answer = self.send(who, action, **data)
        assert answer.status_code == 200, answer.content
        self.version = answer.json()["version"]
        return answer.json()

    def as_reporter(self, method: str = "GET", rest: str = "", data: Any = None, **headers: str) -> Any:
        face = self.cast.client(ANONYMOUS)
        given = {"x_case_secret": self.secret} | headers
        sent = None if method == "GET" else {"data": data or {}, "version": self.version}
        answer = face.send(method, self.follow + rest, sent, **given)
        if method == "POST" and answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def accepted(self) -> "Walk":
        """The street's centre accepts: the lamp is of grade III."""
        self.act("township_op", "accept", item_code=LAMP_ITEM)
        return self

    def dispatched(self, *joint: str) -> "Walk":
        self.accepted()
        units = [self.cast.actor(name).unit for name in joint]
        self.act("township_op", "dispatch", lead=self.cast.actor("handler").unit, joint=units)
        return self

    def fed_back(self) -> "Walk":
        self.dispatched()
        self.act("handler", "sign")
        self.act("handler", "feed_back", result="换了灯泡，晚上已经亮了")
        return self

    def closed(self) -> "Walk":
        self.fed_back()
        self.act("worker", "pass", method="on_site")
        self.act("township_op", "close", closing_condition_met=True)
        return self
