"""The catalogue of messages: made from the code, translated by people, compiled at set-up (Babel, no gettext)."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def catalogues(folder: Path) -> list[Path]:
    """Every `<language>/LC_MESSAGES/django.po` below the locale folder."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """One catalogue. Raises ValueError naming the file and line of a mistake in it."""
    with path.open("rb") as file:
        try:
            return read_po(file, abort_invalid=True)
        except Exception as error:
            raise ValueError(f"{path}: {error}") from error


def compile_stale(folder: Path) -> list[str]:
    """Compile every catalogue that is newer than its compiled file; returns the languages compiled."""
    compiled = []
    for source in catalogues(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, read(source))
        fresh.replace(target)
        compiled.append(source.parts[-3])
    return compiled


def mistakes(folder: Path) -> list[str]:
    """Messages that are untranslated, doubtful (fuzzy), or whose placeholders differ from the original's."""
    found = []
    for source in catalogues(folder):
        catalogue = read(source)
        language = source.parts[-3]
        found += [
            f"{language}: not translated: {message.id!r}"
            for message in catalogue
            if message.id and (message.fuzzy or not message.string)
        ]
        for message, errors in catalogue.check():
            found += [f"{language}: {message.id!r}: {error}" for error in errors]
    return found
