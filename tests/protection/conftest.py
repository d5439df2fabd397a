"""Two people of the data protection desk, and what they do over HTTP."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now

from tests.personas import CITY, SINCE, Cast, Face, cast, place_of, proven
from wangge.accounts.models import Person
from wangge.core.actors import job
from wangge.network import actions as network_actions

__all__ = ["cast"]
ROOT = "/api/v1/protection"
WORDS = {
    "purpose": "依法履职所必需，目的明确，方式适当，范围最小。",
    "rights": "主要风险是被无关人员看到联系方式，影响有限。",
    "measures": "加密保存、脱敏显示、查看留痕，与风险相称。",
    "risk": "low",
}


def posted(name: str, role: str, region: str = CITY, kind: str = "centre") -> Person:
    """Somebody of the test's own, in a role at the unit of a kind in a region."""
    person = Person.objects.create(username=name, name=name, password=make_password(None))
    network_actions.post_person(person.pk, role, from_day=SINCE, actor=job("tests"), **place_of(kind, region))
    return person


@dataclass
class Desk:
    """The `officer` of the cast works at the desk with a `second`; anybody may be asked to try."""

    cast: Cast
    people: dict[str, Person]
    faces: dict[str, Face] = field(default_factory=dict)

    def face(self, who: str) -> Face:
        """Logged in once."""
        if who not in self.faces:
            self.faces[who] = self._face(who)
        return self.faces[who]

    def _face(self, who: str) -> Face:
        if who not in self.people:
            return self.cast.client(who)
        face = Face()
        face.force_login(self.people[who])
        proven(face)
        return face

    def send(
        self, who: str, method: str, path: str, body: Any = None, status: int = 200, **headers: str
    ) -> Any:
        answer = self.face(who).send(method, f"{ROOT}{path}", body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def get(self, path: str, who: str = "officer", status: int = 200) -> Any:
        return self.send(who, "GET", path, None, status)

    def act(
        self,
        path: str,
        action: str,
        data: Any = None,
        who: str = "officer",
        status: int = 200,
        **headers: str,
    ) -> Any:
        """Take an action on the case at an address (`/breaches/…`), from the version it has."""
        body = {"data": data or {}, "version": self.get(path)["version"]}
        return self.send(who, "POST", f"{path}/actions/{action}", body, status, **headers)

    def begin(self, *activities: str, who: str = "officer") -> str:
        """The address of a new assessment."""
        made = self.send(who, "POST", "/assessments", {"activities": activities}, 201)
        return f"/assessments/{made['case_no']}"

    def assessed(self, *activities: str) -> str:
        """The address of an assessment that was written by one and approved by the other."""
        path = self.begin(*activities)
        self.act(path, "write", WORDS)
        self.act(path, "submit")
        self.act(path, "approve", who="second")
        return path

    def record(self, who: str = "officer", status: int = 201, **said: Any) -> str:
        """The address of a new breach."""
        body = {
            "found_at": now().isoformat(),
            "kinds": ["leaked"],
            "certain": True,
            "activities": ["reporter_contact"],
            "words": "一份名单误发到了无关单位的群里",
        }
        made = self.send(who, "POST", "/breaches", body | said, status)
        return f"/breaches/{made.get('case_no')}"


@pytest.fixture
def desk(cast, db) -> Desk:
    return Desk(cast, {"second": posted("second", "protection_officer")})
