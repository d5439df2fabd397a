"""A home in the worker's grid and one elsewhere, entered as people do, over HTTP."""

from dataclasses import dataclass
from typing import Any

import pytest
from stdnum.cn import ric

from tests.personas import Cast, cast
from wangge.registry.models import Address

__all__ = ["cast"]
ROOT = "/api/v1/registry"
# An area code that is assigned to nobody: these numbers belong to no one.
NOBODYS = "000000"


def identity(birth: str = "19560304", order: int = 1) -> str:
    """An identity number nobody has: `birth` as YYYYMMDD, an odd order is a man's."""
    number = f"{NOBODYS}{birth}{order:03d}"
    return number + ric.calc_check_digit(number + "0")


def asked(name: str = "测试甲", **changed: Any) -> dict[str, dict[str, Any]]:
    """The forms of a new person, by group."""
    return {
        "identity": {"name": name, "identity_number": identity()},
        "residence": {"kind": "registered", "relation": "head"},
        "contact": {"phone": "13900000001"},
    } | changed


@dataclass
class Register:
    """Does over HTTP what people do, and returns what they are told; `who` acts."""

    cast: Cast

    def send(
        self, who: str, method: str, path: str, body: Any = None, status: int = 200, **headers: str
    ) -> Any:
        answer = self.cast.client(who).send(method, f"{ROOT}{path}", body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def address(
        self, kind: str, name: str, parent: int | None = None, who: str = "worker", **more: Any
    ) -> int:
        if parent is None:
            more.setdefault("region", self.cast.actor(who).grid or self.cast.actor(who).region)
        told = self.send(
            who, "POST", "/addresses", {"kind": kind, "name": name, "parent": parent, **more}, 201
        )
        return told["number"]

    def room(self, building: str = "3", room: str = "301", who: str = "worker") -> int:
        """The address of a room in a building of an estate, made where it is missing."""
        number = None
        for kind, name in (
            ("road", "试验路"),
            ("estate", "幸福小区"),
            ("building", building),
            ("room", room),
        ):
            found = [
                each.pk for each in Address.objects.filter(parent=number, kind=kind)
                if each.name.startswith(name) and each.region_code == self.cast.actor(who).grid
            ]  # fmt: skip
            number = found[0] if found else self.address(kind, name, number, who)
        return number

    def home(self, building: str = "3", room: str = "301", who: str = "worker") -> dict[str, Any]:
        return self.send(who, "POST", "/homes", {"address": self.room(building, room, who)}, 201)

    def person(
        self, home: int, who: str = "worker", household: int | None = None, **groups: Any
    ) -> dict[str, Any]:
        body = {"dwelling": home, "household": household, "facts": asked() | groups}
        return self.send(who, "POST", "/people", body, 201)


@pytest.fixture
def register(db, cast) -> Register:
    return Register(cast)


@pytest.fixture
def home(register) -> dict[str, Any]:
    """An empty home in the worker's grid."""
    return register.home()


@pytest.fixture
def person(register, home) -> dict[str, Any]:
    """Somebody in it."""
    return register.person(home["number"])
