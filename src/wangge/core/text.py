"""Text as people may send it: any script, any length its field allows, no NUL, no control, no half character."""

import hashlib
import re
from typing import Any

# A mobile phone, or a landline with its area code, digits only.
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
# Tab, line feed and carriage return are text; the other C0 and C1 controls and lone surrogates are not.
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


# Characters without width, as lists out of the platform carry them for a mark (`registry.exports.marks`).
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def visible(text: str) -> str:
    """A text without what nobody sees of it."""
    return text.translate(_INVISIBLE)


def unclean(text: str) -> bool:
    return _UNCLEAN.search(text) is not None


def first_unclean(data: Any, path: str = "") -> str | None:
    """The dotted path of the first unclean text in decoded JSON (`""` becomes `body`), or None."""
    match data:
        case str():
            return (path or "body") if unclean(data) else None
        case dict():
            for key, value in data.items():
                if unclean(key):
                    return path or "body"
                found = first_unclean(value, f"{path}.{key}" if path else key)
                if found is not None:
                    return found
        case list():
            for index, value in enumerate(data):
                found = first_unclean(value, f"{path}.{index}" if path else str(index))
                if found is not None:
                    return found
    return None


def digest_of(text: str) -> str:
    """The SHA-256 of a text, 64 hexadecimal digits: proves later which words were meant, without keeping them."""
    return hashlib.sha256(text.encode()).hexdigest()
