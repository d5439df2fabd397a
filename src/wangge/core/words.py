"""Marks a text for the catalogue of messages without translating it yet.

Tables (flows, problems, powers) are made once at start-up and shown in many languages, so they hold the
English message; whoever shows it calls `gettext`. Chinese lives in `locale/zh_Hans/LC_MESSAGES/django.po`.
"""

from collections.abc import Callable
from functools import lru_cache, partial

from django.utils.translation import get_language, gettext, override

# What translates a message, as `gettext` does.
Say = Callable[[str], str]


def N_(message: str) -> str:
    return message


def saying() -> Say:
    """`gettext` of the language in force, for whoever shows many messages at once: Django asks for each message anew
    which language that is, which costs more than the message."""
    return partial(_said, get_language())


@lru_cache(maxsize=8192)
def _said(language: str | None, message: str) -> str:
    with override(language):
        return gettext(message)


def chinese() -> bool:
    """Whether Chinese is the language in force: it is where none is. For data that carries both languages."""
    return (get_language() or "zh").startswith("zh")
