"""Bad input (issue, "Bad input"): a problem document that names the field, and nothing written."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import LAMP, OUTSIDE, REPORTS, body, fields, written
from tests.personas import COMMUNITY
from wangge.core.http.documents import PROBLEM_TYPE

pytestmark = pytest.mark.django_db


def refused(answer, status, named=None, code=None):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM_TYPE
    told = answer.json()
    assert {"type", "title", "status", "code", "instance"} <= told.keys()
    if named is not None:
        assert sorted(fields(answer)) == sorted(named), told
        assert all(each["message"] for each in told.get("errors", ()))
    if code is not None:
        assert told["code"] == code


@pytest.fixture(autouse=True)
def nothing_is_written(cast, db):
    before = written()
    yield
    assert written() == before


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (OUTSIDE, ["lng", "lat"]),
        ({"lng": 41.27, "lat": 123.17}, ["lng", "lat"]),  # swapped
        ({"lng": 0, "lat": 0}, ["lng", "lat"]),
        ({"lng": 1e308, "lat": -1e308}, ["lng", "lat"]),
        ({"lng": 123.17 + 360, "lat": 41.27}, ["lng", "lat"]),
        ({"lat": None}, ["lat"]),
        ({"lng": None}, ["lng"]),
        ({"lng": "123.17"}, ["lng"]),
        ({"lng": True}, ["lng"]),
        ({"lng": None, "lat": None}, ["place"]),
        ({"lng": None, "lat": None, "place": "  "}, ["place"]),
        ({"lng": None, "lat": None, "place": "海城市"}, ["place"]),
        ({"lng": None, "lat": None, "place": "很长" * 101}, ["place"]),
        ({"place": "长" * 201}, ["place"]),
        ({"place": 1}, ["place"]),
        ({"item_code": "Z9999"}, ["item_code"]),
        ({"item_code": 137}, ["item_code"]),
        ({"item_code": "C0137' OR 1=1 --"}, ["item_code"]),
        ({"text": ""}, ["text"]),
        ({"text": " \t\r\n　"}, ["text"]),
        ({"text": "长" * 2001}, ["text"]),
        ({"text": None}, ["text"]),
        ({"text": ["路灯"]}, ["text"]),
        ({"text": "坏\u0000了"}, ["text"]),
        ({"text": "坏\u0007了"}, ["text"]),
        ({"text": "坏\u001b[31m了"}, ["text"]),
        ({"text": "坏\u0085了"}, ["text"]),
        ({"place": "白塔区\u0000"}, ["place"]),
        ({"seen_at": "1900-01-01T00:00:00+08:00"}, ["seen_at"]),
        ({"seen_at": "0001-01-01T00:00:00+14:00"}, ["seen_at"]),
        ({"seen_at": "9999-12-31T23:59:59-14:00"}, ["seen_at"]),
        ({"seen_at": "2026-13-01T00:00:00Z"}, ["seen_at"]),
        ({"seen_at": "2026-02-30T00:00:00Z"}, ["seen_at"]),
        ({"seen_at": "yesterday"}, ["seen_at"]),
        ({"seen_at": 1700000000}, ["seen_at"]),
        ({"channel": "fax"}, ["channel"]),
        ({"channel": "hotline_12345"}, ["channel"]),
        ({"channel": "patrol"}, ["channel"]),
        ({"action": "close"}, ["action"]),
        ({"action": "part"}, ["action"]),
        ({"action": "report_controlled"}, ["action"]),
        ({"settle": "done"}, ["settle"]),
        ({"colour": "red"}, ["colour"]),
        ({"region_code": "211002"}, ["region_code"]),
    ],
)
def test_it_names_the_field(cast, changes, named):
    refused(cast.client().send("POST", REPORTS, body(COMMUNITY, **changes)), 422, named)


@pytest.mark.parametrize("span", [{"days": 366}, {"minutes": -11}, {"days": -30}])
def test_a_time_that_cannot_be(cast, span):
    """More than a year ago, or to come."""
    seen_at = (now() - timedelta(**span)).isoformat()
    refused(cast.client().send("POST", REPORTS, body(COMMUNITY, seen_at=seen_at)), 422, ["seen_at"])


def test_a_time_without_a_zone(cast):
    seen_at = now().replace(tzinfo=None).isoformat()
    refused(cast.client().send("POST", REPORTS, body(COMMUNITY, seen_at=seen_at)), 422, ["seen_at"])


def test_text_is_required(cast):
    report = body(COMMUNITY)
    del report["text"]
    refused(cast.client().send("POST", REPORTS, report), 422, ["text"])


def test_the_senders_number_has_a_length(cast, hotline):
    refused(hotline.send("POST", REPORTS, body(COMMUNITY, outside_id="长" * 81)), 422, ["outside_id"])
    refused(hotline.send("POST", REPORTS, body(COMMUNITY, outside_id="A\u0000")), 422, ["outside_id"])


def raw(cast, content, content_type="application/json", **headers):
    return cast.client().post(REPORTS, content, content_type=content_type, headers=headers)


@pytest.mark.parametrize("escape", [r"\u0000", r"\u001f", r"\u007f"])
def test_an_escape_that_is_no_text_is_found_after_reading(cast, escape):
    refused(raw(cast, f'{{"text": "坏{escape}了", "place": "白塔区"}}'), 422, ["text"])
    refused(raw(cast, f'{{"te{escape}xt": "坏了", "place": "白塔区"}}'), 422, ["body"])


@pytest.mark.parametrize(
    "content",
    [
        rb'{"text": "\ud800", "place": "x"}',  # half a character
        rb'{"text": "\udc00\ud800", "place": "x"}',
        rb'{"text": "a", "lng": NaN, "lat": 1}',
        rb'{"text": "a", "lng": Infinity, "lat": 1}',
        rb'{"text": "a", "lng": -Infinity, "lat": 1}',
        rb'{"text": "a", "lng": 1e999, "lat": 1}',
        b'{"text": "a\x00b"}',
        b'{"text": "\xff\xfe"}',
        "{'text': '路灯'}".encode(),
        b'{"text": "a"',
        b'{"text": "a"} {"text": "b"}',
        b"text=a&place=b",
        b"[" * 5000,
        b'{"a":' * 5000,
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_not_json_is_400(cast, content):
    refused(raw(cast, content), 400, [], "request.malformed")


@pytest.mark.parametrize("digits", [20, 400])
def test_a_number_without_end_is_named(cast, digits):
    answer = raw(cast, b'{"text": "a", "lat": 1, "lng": ' + b"9" * digits + b"}")
    assert answer.status_code in (400, 422), answer.content
    refused(answer, answer.status_code)


@pytest.mark.parametrize("content", [b"[]", b'"text"', b"1", b"null", b"true", b'[{"text": "a"}]'])
def test_what_is_no_object_is_422(cast, content):
    refused(raw(cast, content), 422, ["body"])


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_does_not_say_that_it_is_json_is_415(cast, kind):
    refused(raw(cast, b'{"text": "a"}', kind), 415, [], "media.unsupported")


def test_two_megabytes_are_413(cast):
    content = b'{"text": "' + b"a" * (2 * 1024 * 1024) + b'"}'
    refused(raw(cast, content), 413, [], "body.too-large")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_another_method_is_405(cast, method):
    refused(cast.client().send(method, REPORTS), 405, [])


def test_many_faults_name_one_at_least(cast):
    answer = cast.client().send("POST", REPORTS, {"text": 1, "lng": "x", "colour": LAMP})
    refused(answer, 422)
    assert set(fields(answer)) <= {"text", "lng", "colour"}
    assert fields(answer)
