"""Marks a text for the catalogue of messages without translating it yet.

Tables (flows, problems, powers) are made once at start-up and shown in many languages, so they hold the
English message; whoever shows it calls `gettext`. Chinese lives in `locale/zh_Hans/LC_MESSAGES/django.po`.
"""

from django.utils.translation import get_language


def N_(message: str) -> str:
    return message


def chinese() -> bool:
    """Whether Chinese is the language in force: it is where none is. For data that carries both languages."""
    return (get_language() or "zh").startswith("zh")
