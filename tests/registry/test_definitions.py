"""What may be held is data, and a definition that breaks a rule does not start the platform."""

from importlib.resources import files

import msgspec
import pytest

from wangge.registry import definitions

SHIPPED = files("wangge.registry").joinpath("data/fields.yaml").read_bytes()


def changed(edit):
    """The shipped file with a change made to its decoded form, as YAML."""
    plain = msgspec.yaml.decode(SHIPPED)
    edit(plain)
    return msgspec.yaml.encode(plain)


def group(plain, key="living"):
    return next(each for each in plain["groups"] if each["key"] == key)


def faults(edit):
    with pytest.raises(ValueError, match=r"data/fields\.yaml") as caught:
        definitions.read(changed(edit))
    return str(caught.value)


def test_it_works():
    found = definitions.source()
    assert {"identity", "contact", "living", "away", "home", "in_charge"} <= {
        each.key for each in found.groups
    }
    assert definitions.read(changed(lambda plain: None)) == found


@pytest.mark.parametrize(
    "part", ["purpose", "basis", "basis_en", "sources", "valid_days", "keep_days", "see", "reveal"]
)
def test_what_every_group_must_say(part):
    assert part in faults(lambda plain: group(plain).pop(part))


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("purpose", "", "living: no such purpose: none"),
        ("purpose", "statistics", "living: no such purpose: statistics"),
        ("basis", " ", "living: no legal basis"),
        ("sources", [], "living: no source"),
        ("sources", ["hearsay"], "living: no source"),
        ("keep_days", 0, "living: no retention"),
        ("valid_days", 0, "living: a fact is valid for a day at least"),
        ("see", "", "living: says not who may see it"),
        ("see", "registry.everything", "living: no such power"),
        ("kinds", ["suspicious"], "living: a kind of person that is not listed"),
    ],
)
def test_and_how(part, value, said):
    assert said in faults(lambda plain: group(plain).update({part: value}))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"type": "choice"}, "choices belong to a choice"),
        ({"type": "text", "choices": "sex"}, "choices belong to a choice"),
        ({"type": "choice", "choices": "hair"}, "must be listed"),
        ({"type": "text", "sealed": True}, "is sealed, and nobody may reveal it"),
        ({"type": "phone", "exact": True}, "an exact search goes through a sealed value"),
        ({"type": "identity_number"}, "an identity number is sealed"),
        ({"type": "picture"}, "Invalid enum value"),
    ],
)
def test_fields_keep_their_rules(field, said):
    row = {"key": "extra", "name": "其他", "en": "Another"} | field
    assert said in faults(lambda plain: group(plain)["fields"].append(row))


def test_a_fact_is_held_in_one_place():
    again = {"key": "phone", "name": "电话", "en": "Telephone", "type": "text"}
    assert "person.phone: is held in two groups" in faults(lambda plain: group(plain)["fields"].append(again))


@pytest.mark.parametrize(
    ("name", "en", "reason"),
    [
        ("宗教信仰", "What they hold to", "belief"),
        ("其他", "Religion", "belief"),
        ("民族", "Group", "ethnicity"),
        ("其他", "Ethnic group", "ethnicity"),
        ("政治面貌", "Standing", "political_opinion"),
        ("其他", "Political opinion", "political_opinion"),
        ("上访记录", "Record", "petition_history"),
        ("其他", "Petition history", "petition_history"),
        ("人脸照片", "Picture", "biometrics"),
        ("其他", "Fingerprint", "biometrics"),
        ("家庭积分", "Family", "scores"),
        ("其他", "Risk score", "scores"),
        ("重点人员", "Person", "watch_lists"),
        ("其他", "Under surveillance", "watch_lists"),
    ],
)
@pytest.mark.parametrize("where", ["field", "group", "choice"])
def test_what_is_never_kept_is_refused(name, en, reason, where):
    def edit(plain):
        if where == "field":
            group(plain)["fields"].append({"key": "extra", "name": name, "en": en, "type": "yes_no"})
        elif where == "group":
            group(plain).update(name=name, en=en)
        else:
            plain["choices"]["lives"].append({"key": "extra", "name": name, "en": en})

    assert f"({reason}) is never kept" in faults(edit)


def test_a_key_is_read_too():
    row = {"key": "face_photo", "name": "照片", "en": "Picture", "type": "text"}
    assert "(biometrics) is never kept" in faults(lambda plain: group(plain)["fields"].append(row))


def test_a_word_within_a_word_is_none():
    """`surface` holds `face`, `interface` too: only whole English words are refused."""
    assert not definitions.stands("face", "surface of the road")
    assert definitions.stands("face", "face_photo")
    assert definitions.stands("DNA", "dna sample")


@pytest.mark.parametrize("reason", definitions.refused_words())
def test_every_reason_has_words_in_both_languages(reason):
    words = definitions.refused_words()[reason]
    assert any(word.isascii() for word in words)
    assert any(not word.isascii() for word in words)
