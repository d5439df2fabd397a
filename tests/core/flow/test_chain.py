"""Nobody can alter a step unseen: every field is covered, and what is cut, moved or added is named."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.flow.small import LOST, MORNING, Centre, Lost, after, asker, clerk
from wangge.core.flow import chain
from wangge.core.flow.chain import Fault, Record, Signature, digest, seal, sealed, verify
from wangge.core.flow.decide import decide


@dataclass
class Chained:
    case_no: str
    version: int
    head: str
    records: list[Record]

    def fault(self, records: list[Record] | None = None) -> Fault | None:
        return verify(self.case_no, self.version, self.head, self.records if records is None else records)


@pytest.fixture
def told() -> Chained:
    """Five steps of a real case."""
    case, world = Lost(), Centre()
    acts = [
        ("ask", asker, {"what": "Umbrella", "worth": 12.5}),
        ("search", clerk, {}),
        ("photograph", clerk, {}),
        ("hand_over", clerk, {"receipt": True}),
        ("remark", asker, {"text": "谢谢"}),
    ]
    records = [
        decide(
            LOST, case, key, who, data, world, after(hour), request=digest(key, data), client_key=f"k{hour}"
        )[0]
        for hour, (key, who, data) in enumerate(acts)
    ]
    return Chained(case.case_no, case.version, case.head, records)


def test_it_works(told):
    assert told.fault() is None
    assert [record.seq for record in told.records] == [1, 2, 3, 4, 5]
    assert told.records[0].prev == ""
    assert told.head == told.records[-1].hash
    assert all(len(record.hash) == 64 for record in told.records)


def test_a_case_that_was_not_opened_yet_holds():
    """A stored one without steps does not: see `audit.faults`."""
    assert verify("LP1", 0, "", []) is None


CHANGES = {
    "case_no": "LP2",
    "action": "give_up",
    "source": "asked",
    "target": "given_up",
    "actor": Signature(kind="person", label="Somebody else", person=9),
    "at": MORNING + timedelta(days=1),
    "data": {"receipt": False},
    "key": "other",
    "digest": "0" * 32,
    "hash": "0" * 64,
}


def test_every_field_is_tried():
    assert set(CHANGES) | {"seq", "prev"} == set(Record.__struct_fields__)


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_altered_field_is_seen(told, field, place):
    told.records[place] = msgspec.structs.replace(told.records[place], **{field: CHANGES[field]})
    assert told.fault() == Fault("LP1", place + 1, "altered")


@pytest.mark.parametrize("part", Signature.__struct_fields__)
def test_an_altered_signature_is_seen(told, part):
    actor = told.records[1].actor
    changed = {"kind": "job", "label": "Nobody"}.get(part, 99)
    signed = msgspec.structs.replace(actor, **{part: changed})
    told.records[1] = msgspec.structs.replace(told.records[1], actor=signed)
    assert told.fault() == Fault("LP1", 2, "altered")


def test_a_step_signed_by_nobody_is_seen(told):
    told.records[1] = msgspec.structs.replace(told.records[1], key=None)
    assert told.fault() == Fault("LP1", 2, "altered")


def test_a_microsecond_is_seen(told):
    later = told.records[3].at + timedelta(microseconds=1)
    told.records[3] = msgspec.structs.replace(told.records[3], at=later)
    assert told.fault() == Fault("LP1", 4, "altered")


def test_the_zone_a_moment_is_read_in_is_no_change(told):
    """PostgreSQL gives back the moment, not the zone it was written in."""
    told.records = [msgspec.structs.replace(record, at=record.at.astimezone(UTC)) for record in told.records]
    assert told.fault() is None
    told.records = [
        msgspec.structs.replace(record, at=record.at.astimezone(ZoneInfo("America/Lima")))
        for record in told.records
    ]
    assert told.fault() is None


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_removed_step_is_seen(told, place):
    del told.records[place]
    assert told.fault() == Fault("LP1", place + 1, "missing")


def test_a_cut_tail_is_seen(told):
    assert told.fault(told.records[:3]) == Fault("LP1", 4, "missing")
    assert told.fault([]) == Fault("LP1", 1, "missing")


def test_a_step_too_many_is_seen(told):
    told.version -= 1
    assert told.fault() == Fault("LP1", 5, "surplus")


def test_swapped_steps_are_seen(told):
    told.records[1], told.records[2] = told.records[2], told.records[1]
    assert told.fault() == Fault("LP1", 2, "missing")
    first, second = told.records[1], told.records[2]
    told.records[1] = msgspec.structs.replace(first, seq=2)
    told.records[2] = msgspec.structs.replace(second, seq=3)
    assert told.fault() == Fault("LP1", 2, "unlinked")


def test_a_removed_step_closed_over_is_seen(told):
    """The thief renumbers and relinks what follows, but cannot sign it."""
    del told.records[1]
    prev = told.records[0].hash
    for place in range(1, 4):
        told.records[place] = msgspec.structs.replace(told.records[place], seq=place + 1, prev=prev)
        prev = told.records[place].hash
    told.version = 4
    assert told.fault() == Fault("LP1", 2, "altered")


def test_a_changed_head_is_seen(told):
    told.head = told.records[3].hash
    assert told.fault() == Fault("LP1", 0, "head")


def test_a_step_of_another_case_is_seen(told):
    other = Lost(case_no="LP9")
    record, _ = decide(LOST, other, "ask", asker, {"what": "Hat"}, Centre(), MORNING)
    told.records[0] = record
    assert told.fault() == Fault("LP1", 1, "altered")


def test_a_chain_made_with_another_key_does_not_hold(told, monkeypatch):
    """Whoever holds the database but not the key re-seals everything: none of it verifies."""
    real = chain._key()
    monkeypatch.setattr(chain, "_key", lambda: b"guessed" * 5)
    forged, prev = [], ""
    for record in told.records:
        forged.append(sealed(msgspec.structs.replace(record, data={"receipt": False}, prev=prev)))
        prev = forged[-1].hash
    assert verify("LP1", 5, prev, forged) is None  # with the forger's own key it would look right
    monkeypatch.setattr(chain, "_key", lambda: real)
    assert verify("LP1", 5, prev, forged) == Fault("LP1", 1, "altered")


def test_another_process_with_the_same_key_makes_the_same_seal(told):
    code = (
        "import sys, msgspec; from wangge.core.flow.chain import Record, seal; "
        "print(seal(msgspec.json.decode(sys.stdin.buffer.read(), type=Record)))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], input=msgspec.json.encode(told.records[0]), capture_output=True
    )
    assert made.stdout.decode().strip() == told.records[0].hash, made.stderr


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcdef", max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def record(data) -> Record:
    return Record(
        case_no="LP1",
        seq=1,
        action="ask",
        source="new",
        target="asked",
        actor=Signature(kind="person", label="Resident 1"),
        at=MORNING,
        data=data,
        key=None,
        digest="",
        prev="",
    )


@given(st.dictionaries(st.text("abc", max_size=3), plain, max_size=4))
def test_the_order_of_keys_is_no_change(data):
    assert seal(record(data)) == seal(record(dict(reversed(data.items()))))


@given(plain, plain)
def test_different_contents_have_different_seals(one, other):
    same = msgspec.json.encode(one, order="sorted") == msgspec.json.encode(other, order="sorted")
    if seal(record({"x": one})) == seal(record({"x": other})):
        # Only numbers that a jsonb column cannot tell apart (0.0 and -0.0, 1e16 and its digits) may agree.
        assert same or one == other


def test_what_was_asked_is_told_from_what_else_was_asked():
    asked = digest("ask", {"what": "Hat", "size": "small"})
    assert len(asked) == 32
    assert asked == digest("ask", {"size": "small", "what": "Hat"})
    assert asked != digest("ask", {"what": "Hat", "size": "large"})
    assert asked != digest("give_up", {"what": "Hat", "size": "small"})


def test_a_keyed_digest_confirms_no_guess():
    """Nobody without the key can try out what might have been asked; the same request still has the same."""
    asked = digest("ask", {"what": "Hat"}, keyed=True)
    assert asked == digest("ask", {"what": "Hat"}, keyed=True)
    assert asked != digest("ask", {"what": "Coat"}, keyed=True)
    assert asked != digest("ask", {"what": "Hat"})
    assert len(asked) == len(digest("ask", {"what": "Hat"}))


def test_text_that_is_no_text_can_still_be_told_apart():
    """It is refused when the form is read; until then a repeated request must be recognised as one."""
    assert digest("remark", {"text": "\ud800"}) == digest("remark", {"text": "\ud800"})
    assert digest("remark", {"text": "\ud800"}) != digest("remark", {"text": "\ud801"})
