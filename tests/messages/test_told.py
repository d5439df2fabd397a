"""Whoever asks is answered in their language: Chinese unless they want English."""

import msgspec
import pytest
from django.test import Client
from django.utils.translation import override

from wangge.core.http import wording
from wangge.core.http.documents import misfit
from wangge.events.intake.reports import Report


def told(language=None):
    headers = {"Accept-Language": language} if language else {}
    answer = Client().post(
        "/api/v1/reports", {"txt": "路灯不亮"}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 422
    return answer


def test_it_works():
    answer = told()
    assert answer["Content-Language"] == "zh-hans"
    assert answer.json()["title"] == "有几处需要更正"
    assert {each["message"] for each in answer.json()["errors"]} <= {"这一项必填", "没有这一项"}


def test_english_on_request():
    assert told("en").json()["title"] == "Some fields need correcting"
    assert told("en-GB;q=0.8, fr").json()["title"] == "Some fields need correcting"


@pytest.mark.parametrize("language", ["zh-CN", "zh-hans", "fr", "*"])
def test_chinese_otherwise(language):
    assert told(language).json()["title"] == "有几处需要更正"


@pytest.mark.parametrize(
    ("data", "field", "english", "chinese"),
    [
        ({}, "text", wording.REQUIRED, "这一项必填"),
        ({"text": 1}, "text", wording.TEXT, "须为文字"),
        ({"text": "a", "lng": "1"}, "lng", wording.NUMBER, "须为数字"),
        ({"text": "a", "odd": 1}, "odd", wording.UNKNOWN_FIELD, "没有这一项"),
        ({"text": "a", "contact": 1}, "contact", wording.OBJECT, "须为对象"),
    ],
)
def test_a_library_s_english_reaches_nobody(data, field, english, chinese):
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(data, Report)
    problem = misfit(caught.value)
    assert problem.fields == {field: english}
    with override("zh-hans"):
        assert problem.document()["errors"] == [{"field": field, "message": chinese}]
