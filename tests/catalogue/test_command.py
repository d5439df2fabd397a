"""`catalogue check` and `catalogue diff`, as an administrator types them."""

import io

import msgspec
import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("catalogue", *words, stdout=out, stderr=err)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}", 1
    return out.getvalue() + err.getvalue(), 0


@pytest.fixture
def edited(document, tmp_path):
    """Writes an edited copy and gives its path."""

    def write():
        path = tmp_path / "edited.yaml"
        path.write_bytes(msgspec.yaml.encode(document))
        return str(path)

    return write


def test_it_works():
    said, code = run("check")
    assert code == 0
    assert "225 items, no fault" in said


def test_every_fault_is_listed(document, edited):
    document["items"][4]["limits"] = "someday"
    document["items"][5]["lead"]["kind"] = "nobody"
    said, code = run("check", edited())
    assert code == 1
    assert f"{document['items'][4]['code']} items.4.limits" in said
    assert f"{document['items'][5]['code']} items.5.lead.kind" in said
    assert "nobody" in said
    assert "2 faults" in said


def test_what_cannot_be_read(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("items: [")
    assert run("check", str(broken))[1] == 1
    assert run("check", str(tmp_path / "missing.yaml"))[1] == 1


def test_diff_with_a_file(document, edited):
    assert run("diff") == run("diff", "1")
    assert "No difference" in run("diff")[0]
    gone = document["items"].pop()
    document["items"][0]["grade"] = "IV"
    said, code = run("diff", "--file", edited())
    assert code == 0
    assert f"- {gone['code']} {gone['name']}" in said
    assert f"~ {document['items'][0]['code']}" in said
    assert "grade: III -> IV" in said


def test_diff_of_versions():
    assert "No difference" in run("diff", "1", "1")[0]
    assert run("diff", "1", "99")[1] == 1
