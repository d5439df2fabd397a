"""The catalogue of messages: collected from the code, translated by people, compiled at set-up (Babel, no gettext).

English is what stands in the code; every other language has one file, `locale/<language>/LC_MESSAGES/django.po`.
"""

import ast
import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

# What marks a text in the code, and which arguments are the text (Babel's notation).
KEYWORDS: Mapping[str, Any] = {
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]")
HEADER = "# Written by `./wangge messages extract`; translate here."


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


def collect(source: Path) -> Catalog:
    """Every text marked in the Python files of a package, with the files it stands in."""
    catalogue = Catalog()
    for path in sorted(source.rglob("*.py")):
        where = path.relative_to(source.parent).as_posix()
        for line, text, _, context in extract_from_file(marked, path, KEYWORDS):
            catalogue.add(text, locations=[(where, line)], context=context)
    return catalogue


def marked(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Babel's extraction method for Python, by syntax tree: only texts written out in the call itself.

    Babel's own reads tokens, and would take `gettext(LABELS["key"])` for the text `key`.
    """
    del comment_tags, options  # no comments go along
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = tuple(each.value if isinstance(each, ast.Constant) else None for each in node.args)
        if name in keywords and isinstance(texts[0], str):
            yield node.lineno, name, texts, []


def update(folder: Path, source: Path, languages: Collection[str]) -> list[str]:
    """Bring each language's file up to the code; what it says of each in a line.

    Translations stay with their message; a message that changed comes back untranslated (no guessing), and one that
    is gone takes its translation along. Doing it again changes nothing.
    """
    template, said = collect(source), []
    for language in languages:
        path = folder / language / "LC_MESSAGES" / "django.po"
        catalogue = (
            read(path)
            if path.exists()
            else Catalog(locale=language, project="Wangge", version="1", fuzzy=False)
        )
        before = set(catalogue._messages)
        # The dates of the header stay: they would make every run a change.
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.header_comment = HEADER
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
        after = set(catalogue._messages)
        waiting = sum(1 for message in catalogue if message.id and not translated(message))
        said.append(
            f"{language}: {len(catalogue)} messages, {len(after - before)} new, {len(before - after)} gone, "
            f"{waiting} not translated"
        )
    return said


def compile_stale(folder: Path) -> list[str]:
    """Compile every catalogue that is newer than its compiled file; returns the languages compiled."""
    compiled = []
    for source in catalogues(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".mo.{os.getpid()}")  # two processes may compile at once
        with fresh.open("wb") as file:
            write_mo(file, read(source))
        fresh.replace(target)
        compiled.append(source.parts[-3])
    return compiled


def mistakes(folder: Path) -> list[str]:
    """Messages that are untranslated, doubtful (fuzzy), kept though gone, or whose placeholders differ."""
    found = []
    for source in catalogues(folder):
        catalogue = read(source)
        language = source.parts[-3]
        messages = [message for message in catalogue if message.id]
        found += [
            f"{language}: not translated: {message.id!r}"
            for message in messages
            if message.fuzzy or not translated(message)
        ]
        found += [
            f"{language}: other placeholders than in the original: {message.id!r}"
            for message in messages
            if translated(message) and placeholders(message.id) != placeholders(message.string)
        ]
        found += [f"{language}: obsolete: {message.id!r}" for message in catalogue.obsolete.values()]
    return found


def gaps(folder: Path, source: Path) -> list[str]:
    """Messages that stand in the code and not in a catalogue, or the other way round."""
    wanted = texts_of(collect(source))
    found = []
    for path in catalogues(folder):
        language, there = path.parts[-3], texts_of(read(path))
        found += [f"{language}: not in the catalogue: {text!r}" for text in sorted(wanted - there)]
        found += [f"{language}: no longer in the code: {text!r}" for text in sorted(there - wanted)]
    return found


def texts_of(catalogue: Catalog) -> set[tuple[str, ...]]:
    """The messages of a catalogue as (context, text) or (context, text, plural)."""
    return {
        (message.context or "", *([message.id] if isinstance(message.id, str) else message.id))
        for message in catalogue
        if message.id
    }


def translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(strings)


def placeholders(text: str | Collection[str]) -> set[str]:
    """What is filled in: `%(name)s`, `%d`. A plural's forms count together."""
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))
