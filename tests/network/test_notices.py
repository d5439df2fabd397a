"""Notices: published by a centre for its area, shown to everybody there, ended by themselves."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, TOWNSHIP
from wangge.core.audit import AuditEntry
from wangge.network.notices.models import Notice

pytestmark = pytest.mark.django_db
NOTICES = "/api/v1/notices"


def told(**changed):
    today = localdate()
    return {
        "title": "停水通知",
        "body": "明日八时至十二时检修管道，请提前储水。",
        "region": COMMUNITY,
        "from_day": today.isoformat(),
        "to_day": (today + timedelta(days=3)).isoformat(),
    } | changed


def published(cast, who="community_op", **changed):
    answer = cast.client(who).send("POST", NOTICES, told(**changed))
    assert answer.status_code == 201, answer.content
    return answer.json()


def shown(cast, **place):
    answer = cast.client().get("/api/v1/public/notices", place)
    assert answer.status_code == 200, answer.content
    return [each["title"] for each in answer.json()["items"]]


def test_it_works(cast):
    made = published(cast)
    assert made["state"]["key"] == "showing"
    assert made["region"]["name"].startswith("白塔区")
    assert shown(cast, grid=cast.actor("worker").grid) == ["停水通知"]
    assert shown(cast, region=COMMUNITY) == ["停水通知"]
    assert shown(cast, region=TOWNSHIP) == []
    assert shown(cast, region=COMMUNITY_ELSEWHERE) == []
    assert AuditEntry.objects.filter(action="notice.published", object_no=str(made["id"])).exists()


def test_what_is_for_all_is_read_everywhere_in_it(cast):
    published(cast, "county_op", region=COUNTY, title="全区")
    published(cast, "city_op", region="2110", title="全市")
    assert set(shown(cast, grid=cast.actor("worker").grid)) == {"全区", "全市"}
    assert shown(cast, region=COMMUNITY_ELSEWHERE) == ["全市"]


def test_it_is_shown_from_its_first_day_to_its_last(cast):
    day = localdate()
    later = published(cast, from_day=str(day + timedelta(days=1)), title="以后")
    assert later["state"]["key"] == "upcoming"
    ended = published(cast, title="过去")
    Notice.objects.filter(pk=ended["id"]).update(from_day=day - timedelta(9), to_day=day - timedelta(1))
    assert shown(cast, region=COMMUNITY) == []
    rows = cast.client("community_op").get(NOTICES).json()["items"]
    assert {row["title"]: row["state"]["key"] for row in rows} == {"以后": "upcoming", "过去": "ended"}


def test_changed_and_taken_back(cast):
    made = published(cast)
    address = f"{NOTICES}/{made['id']}"
    face = cast.client("township_op")
    assert face.send("PUT", address, told(title="改期")).status_code == 428
    answer = face.send("PUT", address, told(title="改期", version=1))
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    stale = face.send("PUT", address, told(version=1))
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (
        409, "version.stale", 2,
    )  # fmt: skip
    assert face.get(address).json()["title"] == "改期"
    assert face.send("DELETE", address).status_code == 204
    assert face.get(address).status_code == 404
    assert shown(cast, region=COMMUNITY) == []


def test_who_may_not(cast):
    made = published(cast)
    address = f"{NOTICES}/{made['id']}"
    for who in ("worker", "handler", "sysadmin", "supervisor"):
        assert cast.client(who).send("POST", NOTICES, told()).status_code == 403, who
        assert cast.client(who).get(NOTICES).status_code == 403, who
    elsewhere = cast.client("community_elsewhere")
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.send("PUT", address, told(version=1)).status_code == 404
    assert elsewhere.send("DELETE", address).status_code == 404
    assert elsewhere.get(NOTICES).json()["items"] == []
    moved = cast.client("community_op").send("PUT", address, told(region=COMMUNITY_ELSEWHERE, version=1))
    assert moved.json()["errors"][0]["field"] == "region"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "题" * 61}, "title"),
        ({"body": ""}, "body"),
        ({"body": "a\u0000b"}, "body"),
        ({"region": COMMUNITY_ELSEWHERE}, "region"),
        ({"region": COMMUNITY + "999"}, "region"),
        ({"region": "x"}, "region"),
        ({"from_day": "2999-01-02", "to_day": "2999-01-01"}, "to_day"),
        ({"from_day": "2001-01-01", "to_day": "2001-01-02"}, "to_day"),
        ({"to_day": "2999-01-01"}, "to_day"),
        ({"to_day": "tomorrow"}, "to_day"),
        ({"x": 1}, "x"),
    ],
)
def test_what_does_not_fit(cast, changed, field):
    answer = cast.client("community_op").send("POST", NOTICES, told(**changed))
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["field"] == field
    assert not Notice.objects.exists()


def test_few_queries(cast, django_assert_max_num_queries):
    for _ in range(4):
        published(cast)
    face = cast.client("community_op")
    face.get(NOTICES)
    with django_assert_max_num_queries(3):  # one to know who asks
        assert len(face.get(NOTICES, {"limit": 3}).json()["items"]) == 3
    with django_assert_max_num_queries(3):  # one counts the request
        shown(cast, region=COMMUNITY)
