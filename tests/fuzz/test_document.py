"""Whatever is asked, by whomever, is answered as `docs/openapi.json` says: schemathesis asks for what the document
allows and for what it does not, at every address, as everybody there is.

    pytest tests/fuzz                     a request by each caller at every address, always the same ones
    ./wangge test tests/fuzz --examples 50     as many of each kind, others each time
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.conftest import CALLERS, undone
from tests.personas import HOTLINE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW = ("community_op", "secadmin", HOTLINE)
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@schemathesis.serializer("application/offset+octet-stream")
def as_bytes(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()


def as_lists(part: Any) -> Any:
    """The document with its tuples (`prefixItems`, of one type each) written as lists of so many: schemathesis
    stumbles over them."""
    if isinstance(part, list):
        return [as_lists(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {name: as_lists(value) for name, value in part.items()}
    if "prefixItems" in found:
        first, *others = found.pop("prefixItems")
        assert all(each == first for each in others)
        found["items"] = first
    return found


def described() -> Any:
    document = as_lists(json.loads((settings.ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")))
    found = schemathesis.openapi.from_dict(document)
    found.app = get_wsgi_application()
    return found


def operations() -> Iterator[Any]:
    for each in described().get_all_operations():
        yield each.ok()


OPERATIONS = list(operations())
AREAS = sorted({each.path.split("/")[3] for each in OPERATIONS})


def test_it_works():
    document = json.loads((settings.ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert len(OPERATIONS) == sum(len(each) for each in document["paths"].values())


@pytest.mark.parametrize("area", AREAS)
def test_every_answer_is_described(
    request: pytest.FixtureRequest,
    callers: dict[str, dict[str, dict[str, str]]],
    known: Callable[[str], dict[str, Any]],
    area: str,
) -> None:
    examples = request.config.getoption("--examples")
    faults: dict[str, str] = {}

    def ask(strategy: Any, who: Sequence[str] = CALLERS) -> None:
        @hypothesis_settings(
            max_examples=examples or 1,
            derandomize=not examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def send(case: Any) -> None:
            for name in who:
                with undone():
                    answer = case.call(**callers[name])
                try:
                    case.validate_response(answer, checks=CHECKS)
                except BaseExceptionGroup as group:
                    for each in group.exceptions:
                        said = f"{each} — asked by {name}: {case.as_curl_command()}\n{answer.content[:400]!r}"
                        faults.setdefault(f"{case.operation.label} {type(each).__name__}", said)

        with suppress(Unsatisfiable):  # what takes nothing at all cannot be asked wrongly
            send()

    for operation in OPERATIONS:
        if operation.path.split("/")[3] == area:
            there = known(operation.path) or None
            ask(operation.as_strategy(MODES[0], path_parameters=there))
            # What is no request at all is refused alike whoever sends it: a few do, unless there is time.
            ask(operation.as_strategy(MODES[1]), CALLERS if examples else FEW)
            if examples:
                ask(operation.as_strategy(MODES[0]))
                ask(operation.as_strategy(MODES[1], path_parameters=there))
    assert not faults, "\n\n".join(f"{name}\n{said}" for name, said in sorted(faults.items()))
