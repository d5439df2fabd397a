"""Something of everything, in the worker's grid: a case, a home, somebody in it, each with a word nobody else has."""

from dataclasses import dataclass
from typing import Any

from tests.events.intake.cases import body, filed
from tests.personas import COUNTY, Cast
from tests.registry.conftest import Register, identity
from wangge.accounts.models import Token

CASE_WORD, PERSON_WORD, ESTATE_WORD = "孔雀亭边灯杆", "试验壬癸", "孔雀里"


@dataclass(frozen=True)
class There:
    """`values`: by parameter of an address; `numbers`: what `number` is, by the kind of thing it counts."""

    values: dict[str, Any]
    numbers: dict[str, int]

    def of(self, address: str) -> dict[str, Any]:
        """What stands in an address (`/registry/homes/{number}`) in place of its parameters."""
        thing = address.partition("/registry/")[2].partition("/")[0]
        found = self.values | {"number": self.numbers.get(thing, 1)}
        return {name: value for name, value in found.items() if f"{{{name}}}" in address}


def planted(cast: Cast) -> There:
    """Put them there, over HTTP, as the worker of the grid does."""
    case = filed(cast.client("worker"), body(cast.actor("worker").region, text=f"{CASE_WORD}的灯不亮"))
    register = Register(cast)
    road = register.address("road", "试验路")
    estate = register.address("estate", ESTATE_WORD, road)
    building = register.address("building", "3", estate)
    room = register.address("room", "301", building)
    home = register.send("worker", "POST", "/homes", {"address": room}, 201)
    person = register.person(home["number"], identity={"name": PERSON_WORD, "identity_number": identity()})
    return There(
        {
            "case_no": case["case_no"],
            "code": COUNTY,
            "person_id": cast["handler"].pk,
            "unit_id": cast.actor("handler").unit,
            "token_id": Token.objects.latest("pk").pk,
            "key": "grid_worker",
            "action": "accept",
            "year": 2026,
            "line": 1,
        },
        {"homes": home["number"], "people": person["number"], "addresses": room},
    )
