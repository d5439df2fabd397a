"""Sensitive columns: sealed with AES-256-GCM, found by a keyed blind index, shown masked (design §5).

Keys are files beside the database: `seal-<n>` in the folder of secrets, n counting up. The highest seals, all
of them open, so a key is changed by adding a file and sealing again at leisure. A sealed value is

    1 byte version · 4 bytes number of the key · 12 bytes nonce · ciphertext and tag

and is bound to its context (the table, column and row it belongs to): moved elsewhere it does not open.
"""

import hmac
import secrets as randomness
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wangge.core import secrets

VERSION = b"\x01"
HEADER = 1 + 4 + 12
KEY_FILE = "seal-"
INDEX_KEY = "blind-index"


class Unsealed(Exception):
    """A sealed value that cannot be opened: altered, from another context, or its key is missing."""


def seal(plain: str, context: str) -> bytes:
    """`plain` encrypted with the newest key; the same text seals differently every time."""
    return seal_bytes(plain.encode(), context)


def seal_bytes(plain: bytes, context: str) -> bytes:
    """As `seal`, for what is no text."""
    number = newest_key()
    nonce = randomness.token_bytes(12)
    head = VERSION + number.to_bytes(4, "big")
    return head + nonce + AESGCM(_key(number)).encrypt(nonce, plain, head + context.encode())


def open_(sealed: bytes, context: str) -> str:
    """What was sealed for this context; `Unsealed` if it was altered, moved, or its key is gone."""
    return open_bytes(sealed, context).decode()


def open_bytes(sealed: bytes, context: str) -> bytes:
    """As `open_`, for what is no text."""
    sealed = bytes(sealed)
    if len(sealed) < HEADER or sealed[:1] != VERSION:
        raise Unsealed("this is not a sealed value")
    head, nonce = sealed[:5], sealed[5:HEADER]
    number = int.from_bytes(head[1:], "big")
    try:
        key = _key(number)
    except FileNotFoundError:
        raise Unsealed(f"key {number} is not in {secrets.folder()}") from None
    try:
        return AESGCM(key).decrypt(nonce, sealed[HEADER:], head + context.encode())
    except InvalidTag:
        raise Unsealed("altered, or sealed for another context") from None


def key_of(sealed: bytes) -> int:
    """The number of the key a value was sealed with: what is below `newest_key()` may be sealed again."""
    return int.from_bytes(bytes(sealed)[1:5], "big")


def newest_key() -> int:
    """The number of the key in force. The first is made when there is none; adding a file adds a key."""
    folder = secrets.folder()
    names = [path.name.removeprefix(KEY_FILE) for path in folder.glob(f"{KEY_FILE}*")]
    numbers = [int(name) for name in names if name.isdigit()]
    if numbers:
        return max(numbers)
    secrets.secret(f"{KEY_FILE}1")
    return 1


def add_key() -> int:
    """Put a new key in force and return its number; values sealed with older keys still open."""
    number = newest_key() + 1
    secrets.secret(f"{KEY_FILE}{number}")
    return number


def blind_index(value: str, context: str) -> bytes:
    """32 bytes that are equal for equal values of one context: exact search without opening anything.

    The key is one of its own, so that an index says nothing about what a sealing key protects. It is as
    guessable as the value is to someone who holds the key, and to nobody else.
    """
    return hmac.digest(_index_key(secrets.folder()), f"{context}\x00{value}".encode(), sha256)


def mask_name(name: str) -> str:
    """A name as it may be shown to anyone: the first character, and one star for each other one, two at most."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""


def mask_phone(phone: str) -> str:
    """A number as it may be shown to anyone: a mobile number's first three and last four digits.

    A shorter one keeps its last two at most, so that what is hidden is never less than what is shown.
    """
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = min(2, len(digits) // 3)
    return "*" * (len(digits) - shown) + (digits[-shown:] if shown else "")


def _key(number: int) -> bytes:
    return _read_key(secrets.folder() / f"{KEY_FILE}{number}")


@lru_cache(maxsize=64)
def _read_key(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())


@lru_cache(maxsize=4)
def _index_key(folder: Path) -> bytes:  # noqa: ARG001  the cache forgets when the folder changes
    return bytes.fromhex(secrets.secret(INDEX_KEY))
