"""The OpenAPI document: hot routes beside the others, bodies that a route reads itself, and the problems that
every route may answer with."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from wangge.core.http.documents import PROBLEM_TYPE
from wangge.core.http.hot import HotRoute

Document = dict[str, Any]
REF = "#/components/schemas/{name}"

PROBLEM_SCHEMA: Document = {
    "title": "Problem",
    "description": "An error as RFC 9457 describes it. `code` is stable; `title`, `detail` and `message` are in "
    "the language asked for with Accept-Language.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

MEANINGS = {
    "401": "Nobody has been recognised: log in, or show a token",
    "403": "The posting or token does not allow this",
    "404": "There is nothing here that you may see",
    "413": "The body is too large",
    "415": "The body is of a type that is not taken",
    "422": "Fields need correcting; `errors` names them",
    "default": "Any other problem",
}


SERVED_AS = "x-served-as"  # between a route and `complete`; not in the document


def complete(document: Document, hot: Iterable[HotRoute], root: str) -> Document:
    """Add hot routes below `root` and the problem answers of every operation; returns the same document."""
    schemas = document["components"].setdefault("schemas", {})
    hot = tuple(hot)
    shapes = [shape for route in hot for shape in (route.request, route.response) if shape is not None]
    references, components = msgspec.json.schema_components(shapes, ref_template=REF)
    for name, schema in components.items():
        if schemas.setdefault(name, schema) != schema:
            raise ValueError(f"two different shapes are called {name}")
    known = dict(zip(shapes, references, strict=True))
    for route in hot:
        address = root + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        document["paths"].setdefault(address, {})[route.method.lower()] = _operation(route, known)
    schemas["Problem"] = PROBLEM_SCHEMA
    for address, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"] = _said(operation["responses"])
            _add_problems(operation, has_parameters="{" in address)
            served = operation.pop(SERVED_AS, None)
            if served is not None:
                content = operation["responses"]["200"]["content"]
                content[served] = content.pop("application/json")
    if not document.get("servers"):
        document.pop("servers", None)
    return document


def _operation(route: HotRoute, known: dict[type[Any], Document]) -> Document:
    operation: Document = {
        "operationId": f"{route.view.__module__}_{route.view.__name__}".replace(".", "_"),
        "summary": route.summary,
        "parameters": [
            {"in": "path", "name": name, "required": True, "schema": {"type": _kind(converter)}}
            for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", route.path)
        ]
        + [
            {"in": "query", "name": name, "required": False, "schema": {"type": kind}, "description": told}
            for name, kind, told in route.query
        ],
        "responses": {str(route.status): {"description": "OK"}},
    }
    if route.view.__doc__:
        operation["description"] = " ".join(route.view.__doc__.split())
    if route.response is not None:
        operation["responses"][str(route.status)]["content"] = _json(known[route.response])
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": _json(known[route.request])}
    if route.tags:
        operation["tags"] = list(route.tags)
    if route.auth:
        operation["security"] = [{name: []} for name in route.auth]
    return operation


def _kind(converter: str) -> str:
    return "integer" if converter == "int" else "string"


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _said(responses: Document) -> Document:
    """Answers by status as text, without the empty 200 that every route is given which declares another success."""
    found = {str(status): answer for status, answer in responses.items()}
    others = any(status.startswith("2") and status != "200" for status in found)
    if others and "content" not in found.get("200", {"content": {}}):
        del found["200"]
    return found


def _add_problems(operation: Document, *, has_parameters: bool) -> None:
    statuses = ["default"]
    if operation.get("security"):
        statuses += ["401", "403"]
    if has_parameters:
        statuses.append("404")
    if operation.get("requestBody"):
        statuses += ["413", "415"]
    if operation.get("requestBody") or operation.get("parameters"):
        statuses.append("422")
    for status in statuses:
        operation["responses"].setdefault(
            status,
            {
                "description": MEANINGS[status],
                "content": {PROBLEM_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}},
            },
        )


def served_as(media_type: str) -> dict[str, Any]:
    """`openapi_extra` for a route whose answer has the shape it declares and a media type more special than JSON."""
    return {SERVED_AS: media_type}


def body(shape: type[Any]) -> dict[str, Any]:
    """`openapi_extra` for a route that reads a struct itself; self-contained, so nothing needs merging."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema_of(shape)}}}}


def answer(shape: type[Any], *statuses: int) -> dict[str, Any]:
    """`openapi_extra` for a route that shapes its answer itself: `body(Asked) | answer(Told)`. Of several statuses
    (200 otherwise) each has this shape: a repeated write answers 200, the first one 201."""
    told = {"description": "OK", "content": {"application/json": {"schema": schema_of(shape)}}}
    return {"responses": dict.fromkeys(statuses or (200,), told)}


def file_answer(*media_types: str) -> dict[str, Any]:
    """`openapi_extra` for a route that answers with a file."""
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    return {"responses": {200: {"description": "OK", "content": content}}}


def schema_of(shape: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a struct with every reference written out in place."""
    (reference,), components = msgspec.json.schema_components([shape], ref_template="#/{name}")

    def inlined(part: Any) -> Any:
        match part:
            case {"$ref": str(name)}:
                return inlined(components[name.removeprefix("#/")])
            case dict():
                return {key: inlined(value) for key, value in part.items()}
            case list():
                return [inlined(each) for each in part]
        return part

    found = inlined(reference)
    assert isinstance(found, dict)
    return found
