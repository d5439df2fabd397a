"""Which registers there are is data, and one that breaks a rule does not start the platform."""

from importlib.resources import files

import msgspec
import pytest

from wangge.registry.care import definitions

SHIPPED = files("wangge.registry").joinpath("data/care.yaml").read_bytes()


def faults(edit):
    """What is said against the shipped file with a change made to its first register."""
    plain = msgspec.yaml.decode(SHIPPED)
    edit(plain["registers"][0])
    with pytest.raises(ValueError, match=r"data/care\.yaml") as caught:
        definitions.read(msgspec.yaml.encode(plain))
    return str(caught.value)


def test_it_works():
    found = definitions.registers()
    assert {
        "elderly_alone",
        "disabled",
        "children",
        "low_income",
        "severe_illness",
        "correction",
    } <= found.keys()
    assert found["severe_illness"].consent == "required"
    assert "社区矫正法" in found["correction"].basis


@pytest.mark.parametrize(
    "part",
    [
        "purpose",
        "basis",
        "basis_en",
        "consent",
        "review_days",
        "missed_days",
        "term_days",
        "longest_days",
        "fields",
    ],
)
def test_what_every_register_must_say(part):
    assert part in faults(lambda register: register.pop(part))


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("purpose", " ", "no purpose"),
        ("basis", "", "names no article"),
        ("basis_en", "Some law", "names no article"),
        ("basis_en", "PIPL §29", "consent is its basis"),
        ("review_days", 0, "reviewed at least once"),
        ("review_days", 400, "reviewed at least once"),
        ("missed_days", 0, "when a review that is missed"),
        ("longest_days", 10, "has no end"),
        ("longest_days", 36500, "has no end"),
        ("consent", "assumed", "Invalid enum value"),
        ("fields", [], "nothing is asked"),
        ("fields", [{"key": "a", "name": "其他", "en": "Other", "type": "identity_number"}], "nowhere else"),
        (
            "fields",
            [{"key": "a", "name": "其他", "en": "Other", "type": "choice", "choices": "x"}],
            "must be listed",
        ),
        ("key", "disabled", "a key stands twice"),
    ],
)
def test_and_how(part, value, said):
    assert said in faults(lambda register: register.update({part: value}))


@pytest.mark.parametrize(
    ("name", "en", "reason"),
    [
        ("信教群众", "People of a faith", "belief"),
        ("少数民族", "An ethnic group", "ethnicity"),
        ("异议人员", "Political opinion", "political_opinion"),
        ("上访老户", "Petitioners", "petition_history"),
        ("人脸比对", "Facial pictures", "biometrics"),
        ("风险等级", "Risk score", "scores"),
        ("重点人员管控", "Watched people", "watch_lists"),
    ],
)
@pytest.mark.parametrize("where", ["register", "purpose", "field"])
def test_what_is_never_kept_is_refused(name, en, reason, where):
    """The hard line (domain.md §8): in the name, in what it is said to be for, and in what it asks."""

    def edit(register):
        if where == "register":
            register.update(name=name, en=en)
        elif where == "purpose":
            register.update(purpose=f"{name}的帮扶", purpose_en=f"Support of: {en}")
        else:
            register["fields"].append({"key": "extra", "name": name, "en": en, "type": "text"})

    assert f"({reason}) is never kept" in faults(edit)
