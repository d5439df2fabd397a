"""Every route says who may come in, and every failure is a problem document."""

import json
import re
from itertools import product
from urllib.parse import quote

import pytest
from django.urls import get_resolver

from tests.personas import ANONYMOUS, HOTLINE
from tests.routes.walk import OTHER_RULES, PUBLIC, Route, routes
from wangge.accounts.auth import SessionAuth, TokenAuth
from wangge.config.api import HOT, ROOT, api
from wangge.core.http.documents import PROBLEM_TYPE

ALL = routes()
GUARDED = [route for route in ALL if (route.method, route.path) not in PUBLIC]
WRITES = [route for route in ALL if route.method != "GET"]
RULES = {SessionAuth.__name__, TokenAuth.__name__, *OTHER_RULES}


def is_problem(answer) -> bool:
    if answer["Content-Type"] != PROBLEM_TYPE:
        return False
    told = json.loads(answer.content)
    return {"type", "title", "status", "code"} <= told.keys() and told["status"] == answer.status_code


def test_it_works():
    """The walk finds what is there: the ones the platform cannot be without are among them."""
    found = {str(route) for route in ALL}
    assert {
        "GET /health",
        "POST /reports",
        "GET /todo",
        "GET /events",
        "GET /events/{case_no}",
        "GET /events/{case_no}/steps",
        "POST /events/{case_no}/actions/{action}",
        "GET /locate",
        "GET /regions/{code}",
        "GET /grids",
        "GET /items",
        "POST /session",
        "POST /tokens",
    } <= found
    assert len(found) == len(ALL)


def test_the_walk_misses_no_address():
    """Whatever the application answers under the API, the walk and the document know it."""
    served = set()
    for pattern in get_resolver().url_patterns:
        inner = getattr(pattern, "url_patterns", None)
        for each in inner if inner is not None else [pattern]:
            prefix = str(pattern.pattern) if inner is not None else ""
            served.add("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", prefix + str(each.pattern)))
    known = {ROOT + route.path for route in ALL}
    beside = {"/", f"{ROOT}/", f"{ROOT}/docs", f"{ROOT}/openapi.json"}
    assert served - beside == known


@pytest.mark.parametrize("route", ALL, ids=str)
def test_every_route_has_an_authentication_rule_or_a_reason(route: Route):
    if (route.method, route.path) in PUBLIC:
        assert PUBLIC[route.method, route.path]
        assert route.rules == ()
    else:
        assert route.rules
        assert set(route.rules) <= RULES


@pytest.fixture(scope="module")
def operations():
    document = api.get_openapi_schema()
    return {
        f"{method.upper()} {address.removeprefix(ROOT)}": operation
        for address, found in document["paths"].items()
        for method, operation in found.items()
    }


@pytest.mark.parametrize("route", ALL, ids=str)
def test_the_document_says_what_every_route_answers(operations, route: Route):
    """Whoever writes a client generates it from the document: an answer without a shape is one to guess at."""
    told = {
        int(status): each for status, each in operations[str(route)]["responses"].items() if status[0] == "2"
    }
    assert told
    for status, answer in told.items():
        if status == 204:
            assert "content" not in answer
            continue
        assert answer["content"]
        for media_type, content in answer["content"].items():
            shape = content["schema"]
            if media_type.endswith("json"):
                assert shape.keys() & {"$ref", "properties", "anyOf", "items", "additionalProperties"}, shape
            else:
                assert shape == {"type": "string", "format": "binary"}


def test_the_table_of_public_routes_lists_nothing_that_is_gone():
    assert set(PUBLIC) <= {(route.method, route.path) for route in ALL}


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_anyone_without_a_rule_fulfilled_gets_401(cast, route: Route):
    answer = cast.client().send(route.method, route.address())
    assert answer.status_code == 401, answer.content
    assert is_problem(answer)
    assert answer["WWW-Authenticate"]


MADE_UP = ("Bearer wgt_made-up", "Bearer", "Basic d2c6d2c=", "wgt_made-up", "Bearer " + "x" * 5000)


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_made_up_token_gets_401(cast, route: Route):
    for shown in MADE_UP:
        answer = cast.client(headers={"authorization": shown}).send(route.method, route.address())
        assert answer.status_code == 401, (shown, answer.content)
        assert is_problem(answer), shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "route", [route for route in GUARDED if "SessionAuth" in route.rules and route.method != "GET"], ids=str
)
def test_a_write_by_cookie_needs_the_csrf_token(cast, route: Route):
    face = cast.client("city_op", enforce_csrf_checks=True)
    answer = face.send(route.method, route.address())
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf"), answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("route", [each for each in GUARDED if each.rules == ("SessionAuth",)], ids=str)
def test_a_system_is_kept_out_of_what_is_for_people(cast, route: Route):
    assert cast.client("hotline").send(route.method, route.address()).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_stranger_sees_nothing_of_anybodys(cast, route: Route):
    """An account without a posting: no route gives it a row, and none breaks."""
    answer = cast.client("stranger").send(route.method, route.address())
    assert answer.status_code < 500, answer.content
    assert answer.status_code < 400 or is_problem(answer)
    told = json.loads(answer.content) if answer.content and answer.status_code < 400 else {}
    if isinstance(told, dict) and "items" in told and route.path not in OPEN_LISTS:
        assert told["items"] == []


# Lists that hold nothing of a person or case; a stranger may read them.
OPEN_LISTS = {"/grids", "/units", "/unit-kinds", "/items", "/catalogue/versions", "/flows", "/calendar/days"}

MESS = [
    {},
    [],
    None,
    "text",
    {"data": []},
    {"data": {"a": "b\x00"}, "version": -1},
    {"text": "\x1b[31m"},
    {"version": 10**18, "data": {}},
    {"name": "x" * 100_000},
    {"nested": [[[[{"deep": [None] * 100}]]]]},
]


# One of every kind of caller: each power to write is held by one of them.
SENDERS = ("city_op", "worker", "head", "secadmin", "sysadmin", HOTLINE, ANONYMOUS)


# What takes no body does what it says, whatever is sent along.
WITHOUT_BODY = {
    ("DELETE", "/session"),
    ("DELETE", "/sessions"),
    ("POST", "/session/factor/offer"),
    ("DELETE", "/session/sso"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("route", WRITES, ids=str)
def test_nonsense_is_refused_with_a_problem(cast, route: Route):
    """Whoever sends it: 4xx with a document, never 5xx, and never done."""
    faces = [cast.client(name) for name in SENDERS]
    for face, mess in product(faces, MESS):
        answer = face.generic(
            route.method, route.address(), json.dumps(mess), content_type="application/json"
        )
        done = (route.method, route.path) in WITHOUT_BODY
        assert answer.status_code < 500, (mess, answer.content)
        assert done or answer.status_code == 401 or answer.status_code >= 400, (mess, answer.content)
        assert answer.status_code < 400 or is_problem(answer), (mess, answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize("route", WRITES, ids=str)
def test_what_is_no_json_is_refused_with_a_problem(cast, route: Route):
    face = cast.client("city_op")
    for body in (b"{", b"\xff\xfe", b'"\\ud800"', b"[" * 10_000, b"{" + b" " * 3_000_000 + b"}"):
        answer = face.generic(route.method, route.address(), body, content_type="application/json")
        assert answer.status_code < 500, (body[:20], answer.content)
        assert answer.status_code < 400 or is_problem(answer), answer.content


ODD = [
    "0",
    "-1",
    "999999999999999999999999",
    "x",
    " ",
    "网格",
    "..",
    "' OR 1=1 --",
    "../etc",
    "a" * 3000,
    "😀",
]


@pytest.mark.django_db
@pytest.mark.parametrize("route", [each for each in GUARDED if each.parameters], ids=str)
def test_odd_addresses_are_refused_with_a_problem(cast, route: Route):
    face = cast.client("city_op")
    for odd in ODD:
        for name in route.parameters:
            answer = face.send(route.method, route.address(**{name: quote(odd, safe="")}))
            assert answer.status_code < 500, (odd, answer.content)
            assert answer.status_code < 400 or is_problem(answer), (odd, answer.content)


QUERIES = [
    "cursor=x",
    "limit=0",
    "limit=-1",
    "limit=x",
    "limit=99999999999999999999",
    "region=%27",
    "region=%E7%BD%91",
    "q=" + "a" * 5000,
    "since=1900-13-01",
    "since=0001-01-01T00:00:00Z",
    "since=0001-01-01T00:00:00%2B14:00",
    "since=2026-01-01T00:00:00",
    "until=9999-12-31T23:59:59Z",
    "lng=nan&lat=inf",
    "lng=1e400&lat=0",
    "lng=0&lat=0",
    "unit=x",
    "unit=999999999999999999999",
    "overdue=maybe",
    "open=2",
    "state=%F0%9F%98%80",
    "a=1&a=2&a=3",
    "person=9999999999999999999999",
    "text=" + "%E7%BD%91" * 2000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("route", [each for each in GUARDED if each.method == "GET"], ids=str)
def test_odd_queries_are_refused_with_a_problem(cast, route: Route):
    for name in ("city_op", "auditadmin", "secadmin"):
        face = cast.client(name)
        for query in QUERIES:
            answer = face.get(f"{route.address()}?{query}")
            assert answer.status_code < 500, (query, answer.content)
            assert answer.status_code < 400 or is_problem(answer), (query, answer.content)


def test_the_document_holds_every_route_and_its_problems():
    document = api.get_openapi_schema()
    described = {
        (method.upper(), path.removeprefix(ROOT)): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert set(described) == {(route.method, route.path) for route in ALL}
    for route in ALL:
        operation = described[route.method, route.path]
        assert operation["summary"]
        assert "default" in operation["responses"]
        if route.rules:
            assert {name for rule in operation["security"] for name in rule} == set(route.rules)
            assert "401" in operation["responses"]
    assert len({operation["operationId"] for operation in described.values()}) == len(described)
    schemes = set(document["components"]["securitySchemes"])
    assert {rule for route in ALL for rule in route.rules} <= schemes


def test_no_reference_in_the_document_leads_nowhere():
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])


def test_the_committed_document_is_up_to_date():
    from django.core.management import call_command

    call_command("openapi", "--check")


@pytest.mark.django_db
def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get(f"{ROOT}/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.search(r"(?:https?:)?//[a-z0-9]", re.sub(r"http://testserver", "", text))
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert address.startswith("/static/")
    assert '"validatorUrl": null' in text
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_hot_routes_are_tried_first():
    from django.urls import resolve

    for route in HOT:
        address = ROOT + re.sub(r"<(?:\w+:)?(\w+)>", "x", route.path)
        assert resolve(address).func.__module__ == "wangge.core.http.hot"
