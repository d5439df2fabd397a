"""The catalogue says everything the code says, and `messages check` fails when it does not."""

import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import gettext, override

from tests.messages.conftest import LOCALE
from wangge.config import messages
from wangge.config.launch.place import ROOT

PACKAGE = '''"""A small package."""
from wangge.core.words import N_

LABELS = {"key": N_("A label"), "other": N_("%(count)s things")}


def say(key):
    """gettext("Not this: it stands in a docstring")"""
    return gettext(LABELS["key"]), gettext(key), ngettext("one", "many", 2), pgettext("of a door", "open")
'''


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "words.py").write_text(PACKAGE, encoding="utf-8")
    return folder


@pytest.fixture
def locale(tmp_path):
    folder = tmp_path / "locale"
    folder.mkdir()
    return folder


def file_of(locale):
    return locale / "zh_Hans" / "LC_MESSAGES" / "django.po"


def translate(locale, **words):
    """Write translations into the file as a translator would; `_` in a name stands for a space."""
    path = file_of(locale)
    text = path.read_text(encoding="utf-8")
    for name, said in words.items():
        message = name.replace("_", " ")
        text = re.sub(
            rf'(msgid "{re.escape(message)}"\n(?:msgid_plural .*\n)?msgstr(?:\[0\])?) ".*"',
            rf'\1 "{said}"',
            text,
        )
    path.write_text(text, encoding="utf-8")


def test_it_works():
    assert messages.gaps(LOCALE, ROOT / "src" / "wangge") == []
    assert messages.mistakes(LOCALE) == []
    call_command("messages", "check")


def test_english_is_what_stands_in_the_code():
    catalogue = messages.read(file_of(LOCALE))
    with override("en"):
        assert all(
            gettext(message.id) == message.id
            for message in catalogue
            if isinstance(message.id, str) and message.id
        )


def test_chinese_is_chinese():
    """Every message is Chinese, but for those that are nothing but names, numbers and punctuation."""
    with override("zh-hans"):
        plain = [
            message.id
            for message in messages.read(file_of(LOCALE))
            if message.id and not re.search(r"[\u4e00-\u9fff]", gettext(message.id))
        ]
    assert plain == []


def test_chinese_has_chinese_punctuation():
    """No comma, colon, semicolon, bracket or question mark of the other script between Chinese characters."""
    odd = [
        message.string
        for message in messages.read(file_of(LOCALE))
        if message.id and re.search(r"[\u4e00-\u9fff][,:;!?()]|[,;!?()][\u4e00-\u9fff]", str(message.string))
    ]
    assert odd == []


def test_extracting_finds_what_is_marked(package, locale):
    assert messages.update(locale, package, ["zh_Hans"]) == [
        "zh_Hans: 4 messages, 4 new, 0 gone, 4 not translated"
    ]
    there = messages.texts_of(messages.read(file_of(locale)))
    assert there == {
        ("", "A label"),
        ("", "%(count)s things"),
        ("", "one", "many"),
        ("of a door", "open"),
    }
    text = file_of(locale).read_text(encoding="utf-8")
    assert "#: small/words.py\n" in text


def test_extracting_again_changes_nothing(package, locale):
    messages.update(locale, package, ["zh_Hans"])
    translate(locale, A_label="一个标签")
    messages.update(locale, package, ["zh_Hans"])
    before = file_of(locale).read_bytes()
    (package / "words.py").write_text("\n\n\n" + PACKAGE, encoding="utf-8")
    assert messages.update(locale, package, ["zh_Hans"]) == [
        "zh_Hans: 4 messages, 0 new, 0 gone, 3 not translated"
    ]
    assert file_of(locale).read_bytes() == before


def test_a_changed_message_is_not_guessed(package, locale):
    messages.update(locale, package, ["zh_Hans"])
    translate(locale, A_label="一个标签")
    (package / "words.py").write_text(PACKAGE.replace("A label", "A label more"), encoding="utf-8")
    assert messages.gaps(locale, package) == [
        "zh_Hans: not in the catalogue: ('', 'A label more')",
        "zh_Hans: no longer in the code: ('', 'A label')",
    ]
    messages.update(locale, package, ["zh_Hans"])
    assert messages.gaps(locale, package) == []
    assert "zh_Hans: not translated: 'A label more'" in messages.mistakes(locale)
    assert "一个标签" not in file_of(locale).read_text(encoding="utf-8")


def test_placeholders_must_agree(package, locale):
    messages.update(locale, package, ["zh_Hans"])
    translate(locale, A_label="标签", **{"%(count)s_things": "%(number)s 件", "one": "一", "open": "开"})
    assert messages.mistakes(locale) == [
        "zh_Hans: other placeholders than in the original: '%(count)s things'"
    ]
    translate(locale, **{"%(count)s_things": "%(count)s 件"})
    assert messages.mistakes(locale) == []


def test_an_obsolete_message_is_found(package, locale):
    messages.update(locale, package, ["zh_Hans"])
    with file_of(locale).open("a", encoding="utf-8") as file:
        file.write('#~ msgid "Gone"\n#~ msgstr "没了"\n')
    assert "zh_Hans: obsolete: 'Gone'" in messages.mistakes(locale)


def test_the_command_fails_on_what_is_missing(locale):
    with override_settings(LOCALE_PATHS=[locale]):
        said = StringIO()
        call_command("messages", "extract", stdout=said)
        assert re.match(r"zh_Hans: \d{3,} messages, \d{3,} new, 0 gone", said.getvalue())
        with pytest.raises(CommandError, match="not translated: 'Accept'"):
            call_command("messages", "check")


def test_the_languages_offered_have_a_catalogue():
    assert [code for code, _ in settings.LANGUAGES] == ["zh-hans", "en"]
    assert [path.parts[-3] for path in messages.catalogues(LOCALE)] == ["zh_Hans"]
