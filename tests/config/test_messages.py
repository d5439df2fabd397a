"""The catalogue of messages is compiled when it is newer than its compiled file, and checked."""

import gettext
import os

import pytest

from wangge.config import messages

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nLanguage: zh_Hans\\n"\n\n'


@pytest.fixture
def catalogue(tmp_path):
    file = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)

    def make(text):
        file.write_text(HEAD + text, encoding="utf-8")
        return tmp_path

    return make


def test_it_works(catalogue):
    folder = catalogue('msgid "grid"\nmsgstr "网格"\n')
    assert messages.compile_stale(folder) == ["zh_Hans"]
    assert messages.compile_stale(folder) == []
    with (folder / "zh_Hans" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("grid") == "网格"
    os.utime(folder / "zh_Hans" / "LC_MESSAGES" / "django.mo", (0, 0))
    assert messages.compile_stale(folder) == ["zh_Hans"]
    assert messages.mistakes(folder) == []


def test_no_catalogue_is_nothing_to_do(tmp_path):
    assert messages.compile_stale(tmp_path) == []


def test_a_broken_catalogue_is_named(catalogue):
    folder = catalogue('msgid "grid"\nno such line\n')
    with pytest.raises(ValueError, match=r"django\.po"):
        messages.compile_stale(folder)
    assert not list(folder.rglob("*.mo"))


def test_what_is_untranslated_doubtful_or_wrong_is_found(catalogue):
    folder = catalogue(
        'msgid "a"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "b"\nmsgstr "乙"\n\n'
        '#, python-format\nmsgid "%(count)d c"\nmsgstr "%(number)d 丙"\n'
    )
    found = messages.mistakes(folder)
    assert len(found) == 3
    assert "'a'" in found[0]
    assert "'b'" in found[1]
    assert "c'" in found[2]
