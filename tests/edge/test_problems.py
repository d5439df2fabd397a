"""Every failure is a problem document (RFC 9457), in the caller's language."""

import io
import json
from datetime import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory

from wangge.core import problems
from wangge.core.http import wording
from wangge.core.http.documents import PROBLEM_TYPE, convert, json_response, read_json, respond
from wangge.core.http.middleware import Problems, as_problem, by_status
from wangge.core.problems import Problem


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def raw(path: str, query: str = "", method: str = "GET", body: bytes = b"") -> tuple[int, str, bytes]:
    """A request as the web server hands it over: the path as bytes read as Latin-1 (PEP 3333)."""
    told: dict = {}

    def start(status, headers, *_):
        told["status"], told["headers"] = int(status[:3]), dict(headers)

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
    }
    content = b"".join(WSGIHandler()(environ, start))
    return told["status"], told["headers"].get("Content-Type", ""), content


def test_it_works(client):
    answer = client.get("/api/v1/nothing-here", headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM_TYPE)
    assert answer.json() == {
        "type": "/problems/not-found",
        "title": problems.NOT_FOUND.title,
        "status": 404,
        "code": "not-found",
        "instance": "/api/v1/nothing-here",
    }
    assert answer["Content-Language"] == "en"


def test_a_wrong_method_says_which_are_right(client):
    answer = client.delete("/api/v1/health")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, PROBLEM_TYPE, "GET")
    assert answer.json()["code"] == "method.not-allowed"


@pytest.mark.django_db  # the handler looks after connections when a request begins
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/he\x00lth", ""),
        ("/api/v1/he\x1blth", ""),
        ("/api/v1/health", "a=%00"),
        ("/api/v1/health", "%00=a"),
        ("/api/v1/health", "a=%ff"),
        ("/api/v1/health", "a=%ED%A0%80"),
        ("/api/v1/health", "&".join(f"a{n}=1" for n in range(2000))),
    ],
)
def test_an_address_no_table_could_hold_is_refused(path, query):
    status, kind, content = raw(path, query)
    assert (status, kind) == (400, PROBLEM_TYPE)
    assert json.loads(content)["code"] == "request.malformed"


@pytest.mark.django_db  # the handler looks after connections when a request begins
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/100%",  # a percent sign that was itself encoded
        "/api/v1/%00",
        "/api/v1/\xe7\xbd\x91\xe6\xa0\xbc",  # 网格
        "/api/v1/\xff\xfe",  # bytes that are no UTF-8
        "/api/v1/\xed\xa0\x80",  # half a character
    ],
)
def test_an_odd_address_is_only_not_found(path):
    status, kind, _ = raw(path)
    assert (status, kind) == (404, PROBLEM_TYPE)


def test_an_early_refusal_speaks_the_callers_language_not_the_last_ones(client):
    client.get("/api/v1/health", headers={"accept-language": "zh-hans"})
    answer = client.get("/api/v1/health?a=%00", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "en"
    assert answer.json()["title"] == problems.BAD_REQUEST.title
    client.get("/api/v1/health", headers={"accept-language": "en"})
    assert client.get("/api/v1/health?a=%00")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, problems.BAD_REQUEST),
        (418, problems.BAD_REQUEST),
        (404, problems.NOT_FOUND),
        (500, problems.INTERNAL),
        (502, problems.INTERNAL),
        (503, problems.UNAVAILABLE),
    ],
)
def test_every_status_has_a_kind(status, kind):
    assert by_status(status) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Http404(), problems.NOT_FOUND),
        (PermissionDenied(), problems.FORBIDDEN),
        (RequestDataTooBig(), problems.TOO_LARGE),
        (SuspiciousOperation(), problems.BAD_REQUEST),
        (UnreadablePostError(), problems.BAD_REQUEST),
        (InterfaceError(), problems.UNAVAILABLE),
        (Problem(problems.STALE), problems.STALE),
    ],
)
def test_djangos_errors_are_problems(error, kind):
    assert as_problem(error).kind is kind


def test_an_error_of_a_plain_view_is_a_problem(rf):
    answer = Problems(lambda _: None).process_exception(rf.get("/api/v1/x"), Http404())
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM_TYPE)


def test_an_unforeseen_error_tells_nothing_of_itself(caplog):
    problem = as_problem(RuntimeError("the secret recipe"))
    assert problem.kind is problems.INTERNAL
    assert "recipe" not in json.dumps(problem.document())
    assert "recipe" in caplog.text


def test_a_database_that_does_not_answer_is_503(caplog):
    assert as_problem(OperationalError("gone")).kind is problems.UNAVAILABLE


def test_a_wait_is_a_header_too(rf: RequestFactory):
    answer = respond(rf.get("/"), Problem(problems.TOO_MANY, retry_after=30))
    assert (answer["Retry-After"], json.loads(answer.content)["retry_after"]) == ("30", 30)


def test_an_error_page_outside_the_api_stays_a_page(client):
    assert client.get("/nothing-here")["Content-Type"].startswith("text/html")


def test_every_answer_carries_the_headers(client):
    for address in ("/", "/api/v1/health", "/api/v1/docs", "/api/v1/nothing-here", "/api/v1/health?a=%00"):
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert client.get("/api/v1/nothing-here")["Cache-Control"] == "no-store"


def test_a_header_a_view_has_set_stays(rf):
    answer = Problems(lambda _: HttpResponse(headers={"Cache-Control": "public"}))(rf.get("/api/v1/x"))
    assert answer["Cache-Control"] == "public"


def test_headers_are_named_with_dashes():
    answer = json_response({"a": 1}, 201, Content_Language="en")
    assert (answer.status_code, answer["Content-Language"], answer.content) == (201, "en", b'{"a":1}')


# Bodies


def body(rf: RequestFactory, content: bytes, kind: str = "application/json"):
    return rf.generic("POST", "/", content, content_type=kind)


def test_a_body_is_read(rf):
    assert read_json(body(rf, '{"文": ["字\\n", 1, null]}'.encode())) == {"文": ["字\n", 1, None]}
    assert read_json(body(rf, b"")) == {}
    assert read_json(body(rf, b"{}", "application/json; charset=utf-8")) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b"NaN",
        b"1e999",
        b"9" * 5000,
        b"[" * 100_000,
        b"[" * 400 + b"1" + b"]" * 400 + b"x",
    ],
)
def test_what_is_no_json_is_malformed(rf, content):
    with pytest.raises(Problem) as told:
        read_json(body(rf, content))
    assert told.value.kind is problems.BAD_REQUEST


@pytest.mark.parametrize("depth", [100, 300, 500, 700, 900, 950])
def test_deep_nesting_never_breaks_the_reader(rf, depth):
    """Deeper than Python walks is malformed; what can be walked is read."""
    kind = None
    try:
        read_json(body(rf, b"[" * depth + b"]" * depth))
    except Problem as problem:
        kind = problem.kind
    assert kind in (None, problems.BAD_REQUEST)
    assert kind is None or depth > 100


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b'{"text": "a\\u0000b"}', "text"),
        (b'{"a": {"b": ["ok", "\\u001b"]}}', "a.b.1"),
        (b'"\\u0007"', "body"),
        (b'{"a": {"\\u0000": 1}}', "a"),
    ],
)
def test_text_no_table_can_hold_names_its_field(rf, content, field):
    with pytest.raises(Problem) as told:
        read_json(body(rf, content))
    assert told.value.kind is problems.INVALID
    assert list(told.value.fields) == [field]


def test_a_body_too_large_is_refused_by_its_length_before_it_is_read(rf):
    request = body(rf, b" " * 11)
    with pytest.raises(Problem) as told:
        read_json(request, limit=10)
    assert told.value.kind is problems.TOO_LARGE
    assert not hasattr(request, "_body")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_form_on_a_foreign_page_cannot_send_a_body(rf, kind):
    with pytest.raises(Problem) as told:
        read_json(body(rf, b"{}", kind))
    assert told.value.kind is problems.UNSUPPORTED


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    number: int


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    rows: list[Inner]
    name: Annotated[str, msgspec.Meta(max_length=10)] = ""
    level: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    kind: Literal["a", "b"] = "a"
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"rows": [{"number": "x"}]}, "rows.0.number", wording.WHOLE),
        ({"rows": [{}]}, "rows.0.number", wording.REQUIRED),
        ({"rows": [], "name": 1}, "name", wording.TEXT),
        ({"rows": [], "name": "long" * 9}, "name", wording.TOO_LONG),
        ({"rows": [], "level": 0}, "level", wording.TOO_SMALL),
        ({"rows": [], "level": 6}, "level", wording.TOO_LARGE),
        ({"rows": [], "kind": "c"}, "kind", wording.CHOICE),
        ({"rows": [], "at": "2026-13-01T00:00:00Z"}, "at", wording.TIME),
        ({"rows": [], "at": "2026-12-01T00:00:00"}, "at", wording.TIME),
        ({"rows": {}}, "rows", wording.LIST),
        ({}, "rows", wording.REQUIRED),
        ({"rows": [], "nmae": "x"}, "nmae", wording.UNKNOWN_FIELD),
        ({"rows": [{"number": 1, "x": 2}]}, "rows.0.x", wording.UNKNOWN_FIELD),
        ([], "body", wording.OBJECT),
    ],
)
def test_a_misfit_names_its_field(data, field, message):
    with pytest.raises(Problem) as told:
        convert(data, Outer)
    assert told.value.fields == {field: message}


def test_what_fits_is_typed():
    assert convert({"rows": [{"number": 1}]}, Outer) == Outer(rows=[Inner(number=1)])
