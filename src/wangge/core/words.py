"""Marks a text for the catalogue of messages without translating it yet.

Tables (flows, problems, powers) are made once at start-up and shown in many languages, so they hold the
English message; whoever shows it calls `gettext`. Chinese lives in `locale/zh_Hans/LC_MESSAGES/django.po`.
"""


def N_(message: str) -> str:
    return message
