"""`/items` and `/catalogue/versions` over HTTP."""

import re

import pytest

from wangge.catalogue import api, queries

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


@pytest.fixture
def worker(cast):
    return cast.client("worker")


@pytest.fixture
def admin(cast):
    return cast.client("sysadmin")


def get(client, path, **query):
    return client.get(ROOT + path, query)


def errors(response):
    return {each["field"] for each in response.json()["errors"]}


def test_it_works(worker):
    found = get(worker, "/items").json()
    assert found["version"] == 1
    assert len(found["items"]) == 225
    api.ItemList.model_validate(found)
    assert [each["code"] for each in found["items"]] == sorted(each["code"] for each in found["items"])


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ({"field": "care"}, lambda item: item["field"] == "care"),
        ({"grade": "IV"}, lambda item: item["grade"] == "IV"),
        ({"q": "路灯"}, lambda item: item["code"] in {"C0137", "C0106", "G9607"} or "灯" in item["name"]),
        ({"q": "g9601"}, lambda item: item["code"] == "G9601"),
    ],
)
def test_filters_narrow(worker, query, what):
    items = get(worker, "/items", **query).json()["items"]
    assert 0 < len(items) < 60
    assert all(what(item) for item in items)


def test_filters_nobody_meets(worker):
    assert get(worker, "/items", field="care", grade="IV", q="井盖").json()["items"] == []


def test_one_item(worker):
    item = get(worker, "/items/C0137").json()
    api.ItemOut.model_validate(item)
    assert item["name"] == "路灯不亮或损坏"
    assert item["limits"]["handle"] == {"kind": "working_days", "kind_name": "工作日", "amount": 2}
    assert item["grade_name"] not in ("", item["grade"])
    assert item["evidence_lines"] == [{"label": "照片", "value": "至少一张"}]
    assert item["lead"].pop("level_name") == "县（市、区）"
    assert item["lead"] == {"kind": "municipal_works", "name": "市政设施", "level": "county"}
    assert item["urgent"] is False


def test_units_are_named_in_the_language_asked_for(worker):
    item = worker.get(f"{ROOT}/items/C0137", headers={"accept-language": "en"}).json()
    assert item["lead"]["name"] == "Municipal works"


def test_a_version_is_not_sent_twice(worker):
    for path in ("/items", "/items/C0137"):
        tag = get(worker, path)["ETag"]
        again = worker.get(ROOT + path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_a_new_version_is_sent(worker, admin, document):
    tag = get(worker, "/items")["ETag"]
    document["items"][0]["name"] = "自来水井盖坏了"
    assert admin.send("POST", f"{ROOT}/catalogue/versions", {"document": plain(document)}).status_code == 200
    response = worker.get(f"{ROOT}/items", headers={"if-none-match": tag})
    assert response.status_code == 200
    assert response.json()["version"] == 2
    assert get(worker, "/items/C0101").json()["name"] == "自来水井盖坏了"
    assert get(worker, "/items/C0101", version=1).json()["name"] == "上水井盖缺损"


def test_suggestions_come_with_their_reasons(worker):
    found = worker.send("POST", f"{ROOT}/items/suggest", {"text": "门口路灯不亮"}).json()
    assert found["items"][0]["code"] == "C0137"
    assert found["items"][0]["reasons"] == ["路灯", "不亮"]
    assert worker.send("POST", f"{ROOT}/items/suggest", {"text": "今天天气不错"}).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "路" * 2001}, "text"),
        ({"text": "x", "limit": 0}, "limit"),
        ({"text": "x", "limit": 11}, "limit"),
        ({"text": "a\u0000b"}, "text"),
    ],
)
def test_what_cannot_be_suggested_for_names_its_field(worker, body, field):
    told = worker.send("POST", f"{ROOT}/items/suggest", body)
    assert (told.status_code, [each["field"] for each in told.json()["errors"]]) == (422, [field])


def test_suggesting_takes_one_query_beside_those_of_logging_in(worker, django_assert_num_queries):
    worker.send("POST", f"{ROOT}/items/suggest", {"text": "路灯"})
    with django_assert_num_queries(2):
        worker.send("POST", f"{ROOT}/items/suggest", {"text": "路灯"})


def test_nobody_is_suggested_anything_without_a_log_in(cast):
    for name, status in (("anonymous", 401), ("stranger", 403), ("hotline", 200)):
        assert cast.client(name).send("POST", f"{ROOT}/items/suggest", {"text": "x"}).status_code == status


def test_versions_and_difference(worker, admin, document):
    document["items"][0]["grade"] = "IV"
    gone = document["items"].pop()
    made = admin.send(
        "POST", f"{ROOT}/catalogue/versions", {"document": plain(document), "note": "one less"}
    ).json()
    assert (made["number"], made["note"], made["published_by"]) == (2, "one less", "sysadmin")
    found = get(worker, "/catalogue/versions").json()
    assert found["current"] == 2
    assert [each["number"] for each in found["items"]] == [2, 1]
    difference = get(worker, "/catalogue/versions/1/difference/2").json()
    assert difference["removed"] == [{"code": gone["code"], "name": gone["name"]}]
    assert difference["changed"][0]["fields"] == {"grade": ["III", "IV"]}
    (line,) = difference["changed"][0]["lines"]
    assert line["label"] == "分级"
    assert line["before"] != line["after"]


def test_faults_are_named(admin, document):
    document["items"][17]["lead"]["kind"] = "nobody"
    document["items"][18]["limits"] = "someday"
    response = admin.send("POST", f"{ROOT}/catalogue/versions", {"document": plain(document)})
    assert response.status_code == 422
    assert errors(response) == {"items.17.lead.kind", "items.18.limits"}
    assert response.json()["codes"]["17"] == document["items"][17]["code"]
    assert queries.current_number() == 1


@pytest.mark.parametrize(
    "body", [{}, {"document": []}, {"document": {}}, {"document": {}, "note": "x" * 501}]
)
def test_bodies_that_are_no_catalogue(admin, body):
    response = admin.send("POST", f"{ROOT}/catalogue/versions", body)
    assert response.status_code == 422
    assert errors(response)


@pytest.mark.parametrize("person", ["worker", "handler", "city_op", "hotline"])
def test_who_may_not_publish(cast, document, person):
    response = cast.client(person).send("POST", f"{ROOT}/catalogue/versions", {"document": plain(document)})
    assert response.status_code == 403
    assert queries.current_number() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/items",
        "/items/C0137",
        "/catalogue/versions",
        "/catalogue/versions/1/difference/1",
    ],
)
def test_nobody_is_asked_to_log_in(cast, path):
    assert cast.client().get(ROOT + path).status_code == 401
    assert cast.client("stranger").get(ROOT + path).status_code in {401, 403}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/items/Z9999", 404),
        ("/items/C0137?version=99", 404),
        ("/items?version=99", 404),
        ("/items?version=0", 422),
        ("/items?version=99999999999999999999", 422),
        ("/items?grade=V", 422),
        ("/catalogue/versions/1/difference/99", 404),
        ("/catalogue/versions/one/difference/1", 422),
    ],
)
def test_bad_input_is_a_problem(worker, path, status):
    response = worker.get(ROOT + path)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/items", 1),
        ("/items?version=1", 0),
        ("/items/C0137", 1),
        ("/catalogue/versions", 2),
        ("/catalogue/versions/1/difference/1", 0),
    ],
)
def test_statements(worker, django_assert_num_queries, path, own):
    """One is for knowing who asks."""
    queries.items(1)
    worker.get(ROOT + path)
    with django_assert_num_queries(own + 1):
        worker.get(ROOT + path)


def plain(document):
    """As JSON carries it."""
    return {**document, "effective_day": str(document["effective_day"])}


def test_every_changed_field_is_said_in_words(worker, admin, document):
    """No key, no enum, no structure: whatever an administrator changed reads as a sentence would."""
    span = {"kind": "natural_days", "amount": 1.5}
    document["items"][0] |= {
        "name": "换了名", "filing": "换了条件", "closing": "换了结案", "grade": "II", "settle_on_spot": True,
        "evidence": {"photo": "before_and_after", "agreement": "one"},
        "keywords": ["新词一", "新词二", "旧词三", "旧 词四"],
        "emergency": ["119"], "lead": {"kind": "centre", "level": "community"},
        "joint": [{"kind": "centre", "level": "township"}],
        "limits": dict.fromkeys(("accept", "dispatch", "handle", "verify"), span),
    }  # fmt: skip
    answer = admin.send("POST", f"{ROOT}/catalogue/versions", {"document": plain(document)})
    assert answer.status_code == 200, answer.json()["errors"]
    (changed,) = get(worker, "/catalogue/versions/1/difference/2").json()["changed"]
    lines = {each["label"]: (each["before"], each["after"]) for each in changed["lines"]}
    assert len(lines) == len(changed["lines"]) >= 10
    assert lines["处置时限"][1] == "自然日 1.5"
    for label, values in lines.items():
        assert not re.search("[A-Za-z_{}]", label + "".join(values)), (label, values)
