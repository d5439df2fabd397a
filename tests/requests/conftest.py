"""Somebody of the register with a code in their hand, and what they and the operator do over HTTP."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.personas import Cast, Face, cast
from tests.registry.conftest import ROOT, Register, home, identity, person, register

__all__ = ["cast", "home", "person", "register"]
HELD = "/api/v1/public/held"
PROOF = identity()[-4:]


@dataclass
class Resident:
    """Whoever shows this code and proof."""

    cast: Cast
    code: str
    proof: str = PROOF

    def send(self, method: str, path: str = "", body: Any = None, status: int = 200, **headers: str) -> Any:
        face = Face(headers={"X-Held-Code": self.code, "X-Held-Proof": self.proof})
        answer = face.send(method, f"{HELD}{path}", body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def ask(self, kind: str, group: str = "", words: str = "", status: int = 201, **headers: str) -> Any:
        body = {"kind": kind, "group": group, "words": words}
        return self.send("POST", "/requests", body, status, **headers)


@dataclass
class Desk:
    """The operator of the community."""

    register: Register
    who: str = "community_op"

    def one(self, case_no: str) -> dict[str, Any]:
        return self.register.send(self.who, "GET", f"/requests/{case_no}")

    def act(self, case_no: str, action: str, data: Any = None, status: int = 200) -> Any:
        body = {"data": data or {}, "version": self.one(case_no)["version"]}
        return self.register.send(self.who, "POST", f"/requests/{case_no}/actions/{action}", body, status)

    def decide(self, case_no: str, action: str = "grant", data: Any = None) -> None:
        self.act(case_no, "check_identity", {"how": "code"})
        self.act(case_no, action, data)


@pytest.fixture
def code(register, person) -> str:
    return register.send("worker", "POST", f"/people/{person['number']}/access", {"how": "card"}, 201)["code"]


@pytest.fixture
def resident(cast, code) -> Resident:
    return Resident(cast, code)


@pytest.fixture
def desk(register) -> Desk:
    return Desk(register)


def shown(held: dict[str, Any], group: str) -> dict[str, str]:
    """What is shown of a group, by label."""
    (found,) = [each for each in held["groups"] if each["key"] == group]
    return {field["label"]: field["shown"] for field in found["fields"]}


__all__ += ["ROOT"]
