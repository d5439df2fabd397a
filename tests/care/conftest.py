"""Somebody in the worker's grid, and care for them, done over HTTP as people do it."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.personas import Cast
from tests.registry.conftest import cast, home, person, register
from tests.requests.conftest import code, resident

__all__ = ["cast", "code", "home", "person", "register", "resident"]
ROOT = "/api/v1/care"
FIELDS = {
    "elderly_alone": {"mobility": "aided", "needs": "每周买菜一次", "family_phone": "13900000002"},
    "severe_illness": {"illness": "需要长期透析", "needs": "陪同透析", "family_name": "测试乙"},
}


@dataclass
class Care:
    """What is done with entries; `who` acts."""

    cast: Cast

    def send(
        self, who: str, method: str, path: str = "", body: Any = None, status: int = 200, **headers: str
    ) -> Any:
        answer = self.cast.client(who).send(method, f"{ROOT}{path}", body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def open(self, person: int, who: str = "worker", register: str = "elderly_alone", **more: Any) -> str:
        body = {"person": person, "register": register, "aim": "独居，腿脚不便", "fields": FIELDS[register]}
        told = self.send(who, "POST", "", body | more, 201)
        return str(told["case_no"])

    def act(
        self, case_no: str, action: str, by: str = "worker", status: int = 200, version: int = 0, **data: Any
    ) -> Any:
        """Take an action at the version that is there, or at the one that is given."""
        from wangge.core.rows import guarded
        from wangge.registry.care.models import CareEntry

        with guarded(self.cast.actor(by)):
            found = CareEntry.objects.filter(case_no=case_no).values_list("version", flat=True).first()
        body = {"data": data, "version": version or found or 1}
        return self.send(by, "POST", f"/{case_no}/actions/{action}", body, status)

    def see(self, case_no: str, who: str = "worker", status: int = 200) -> Any:
        return self.send(who, "GET", f"/{case_no}", status=status)


@pytest.fixture
def care(db, cast) -> Care:
    return Care(cast)


@pytest.fixture
def entry(care, person) -> str:
    """Care for an old person, proposed by the worker of the grid."""
    return care.open(person["number"])


@pytest.fixture
def active(care, entry) -> str:
    """The same, begun."""
    care.act(entry, "begin", plan="每周二上门，代买菜和药品")
    return entry
