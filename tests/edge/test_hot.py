"""Hot routes: mounted by address and method, and documented like any other."""

import json

import msgspec
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from wangge.core.http import hot, openapi
from wangge.core.http.hot import HotRoute


class Asked(msgspec.Struct):
    text: str


class Told(msgspec.Struct):
    number: int
    inner: Asked | None = None


def read(request, number):
    """Reads
    one thing."""
    return HttpResponse(f"read {number}")


def write(request, number):
    return HttpResponse(f"wrote {number}")


ROUTES = (
    HotRoute("GET", "/things/<int:number>", read, "Read", response=Told, query=(("q", "string", "Words"),)),
    HotRoute(
        "POST", "/things/<int:number>", write, "Write", request=Asked, response=Told, status=201, auth=()
    ),
)


def call(method: str, path: str):
    (pattern,) = hot.urls(ROUTES, under="api/v1/")
    match = pattern.resolve(path)
    assert match is not None
    return match.func(RequestFactory().generic(method, "/" + path), **match.kwargs)


def test_it_works():
    assert call("GET", "api/v1/things/7").content == b"read 7"
    assert call("POST", "api/v1/things/7").content == b"wrote 7"


def test_another_method_is_told_which_are_right():
    answer = call("DELETE", "api/v1/things/7")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_two_views_cannot_claim_one_address():
    with pytest.raises(ValueError, match="twice"):
        hot.urls((ROUTES[0], ROUTES[0]), under="")


@pytest.fixture
def document():
    empty = {"paths": {}, "components": {}, "servers": []}
    return openapi.complete(empty, ROUTES, "/api/v1")


def test_it_is_documented(document):
    operations = document["paths"]["/api/v1/things/{number}"]
    get, post = operations["get"], operations["post"]
    assert get["description"] == "Reads one thing."
    assert [(each["in"], each["name"], each["schema"]["type"]) for each in get["parameters"]] == [
        ("path", "number", "integer"),
        ("query", "q", "string"),
    ]
    assert get["security"] == [{"SessionAuth": []}, {"TokenAuth": []}]
    assert "security" not in post
    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Asked"
    }
    assert post["responses"]["201"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Told"
    }
    assert set(document["components"]["schemas"]) == {"Asked", "Told", "Problem"}
    assert "servers" not in document
    json.dumps(document)


def test_every_operation_says_which_problems_to_expect(document):
    get, post = document["paths"]["/api/v1/things/{number}"].values()
    assert set(get["responses"]) == {"200", "401", "403", "404", "422", "default"}
    assert set(post["responses"]) == {"201", "404", "413", "415", "422", "default"}
    assert get["responses"]["401"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/Problem"
    }


def test_two_shapes_of_one_name_are_refused():
    clash = {"paths": {}, "components": {"schemas": {"Told": {"type": "object"}}}}
    with pytest.raises(ValueError, match="Told"):
        openapi.complete(clash, ROUTES, "/api/v1")
