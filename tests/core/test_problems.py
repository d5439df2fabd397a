"""Errors a caller can do something about: one row a kind, said in the caller's language."""

import pytest
from django.utils import translation

from wangge.core import problems
from wangge.core.problems import Kind, Problem, invalid


def test_it_works():
    with translation.override("en"):
        assert invalid(text="Too long").document() == {
            "type": "/problems/input.invalid",
            "title": "Some fields need correcting",
            "status": 422,
            "code": "input.invalid",
            "errors": [{"field": "text", "message": "Too long"}],
        }


def test_only_what_there_is_to_say_is_said():
    document = Problem(problems.NOT_FOUND).document()
    assert set(document) == {"type", "title", "status", "code"}


def test_extra_members_stand_beside_the_others():
    document = Problem(problems.STALE, version=7).document()
    assert (document["version"], document["status"]) == (7, 409)


def test_params_are_filled_into_detail_and_messages():
    problem = Problem(
        problems.INVALID,
        "At most %(most)d files",
        fields={"files": "%(most)d is the most"},
        params={"most": 9},
    )
    with translation.override("en"):
        document = problem.document()
    assert document["detail"] == "At most 9 files"
    assert document["errors"][0]["message"] == "9 is the most"


def test_without_params_a_percent_sign_is_a_percent_sign():
    with translation.override("en"):
        document = Problem(problems.INVALID, "100% is %(most)d").document()
    assert document["detail"] == "100% is %(most)d"


@pytest.mark.parametrize(("language", "said"), [("en", "en"), ("zh-hans", "zh-hans")])
def test_it_speaks_the_language_in_force_when_it_is_told(language, said, monkeypatch):
    """Not the one in force when it was raised: a job may raise what a person reads."""
    monkeypatch.setattr(problems, "gettext", lambda message: f"{translation.get_language()}: {message}")
    with translation.override("en"):
        problem = Problem(problems.CONFLICT, "Detail", fields={"a": "Message"})
    with translation.override(language):
        document = problem.document()
    assert document["title"].startswith(f"{said}: ")
    assert document["detail"] == f"{said}: Detail"
    assert document["errors"][0]["message"] == f"{said}: Message"
    assert document["errors"][0]["field"] == "a"


def test_the_same_code_is_declared_once():
    with pytest.raises(ValueError, match=r"not-found"):
        problems.kind("not-found", 404, "Again")
    assert problems.NOT_FOUND.title != "Again"


def test_every_kind_is_fit_to_be_shown():
    kinds = problems.registered()
    assert [kind.code for kind in kinds] == sorted(kind.code for kind in kinds)
    for kind in kinds:
        assert isinstance(kind, Kind)
        assert 400 <= kind.status < 600
        assert kind.title.strip()
        assert kind.code == kind.code.lower()


def test_the_log_names_code_and_fields():
    assert "input.invalid" in str(invalid(text="Too long"))
    assert "Too long" in str(invalid(text="Too long"))
