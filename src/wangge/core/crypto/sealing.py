"""Sealing a value: AES-256-GCM, or SM4-GCM (GB/T 32907) by setting; what was sealed with one opens with both set.

A sealed value is

    1 byte algorithm · 4 bytes number of the key · 12 bytes nonce · ciphertext and tag

and is bound to its context (the table, column and row it belongs to): moved elsewhere it does not open.
"""

import secrets as randomness
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from wangge.core import secrets
from wangge.core.crypto import ring
from wangge.core.crypto.blind import sm3

ALGORITHMS = {"aes": 1, "sm4": 2}
NAMES = {1: "AES-256-GCM", 2: "SM4-GCM"}
NONCE, TAG = 12, 16
HEADER = 1 + 4 + NONCE


class Unsealed(Exception):
    """A sealed value that cannot be opened: altered, from another context, or its key is missing."""


def seal(plain: str, context: str) -> bytes:
    """`plain` encrypted with the newest key; the same text seals differently every time."""
    return seal_bytes(plain.encode(), context)


def seal_bytes(plain: bytes, context: str) -> bytes:
    """As `seal`, for what is no text."""
    return Sealer().seal_bytes(plain, context)


class Sealer:
    """Seals many values in a row, all with the key that is in force when it is made: the ring is read once."""

    def __init__(self) -> None:
        self._head = header()
        self._key = ring.key(_number(self._head))
        self._encrypt = _ENCRYPT[self._head[0]]

    def seal(self, plain: str, context: str) -> bytes:
        """As the function of this name."""
        return self.seal_bytes(plain.encode(), context)

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        head, nonce = self._head, randomness.token_bytes(NONCE)
        return head + nonce + self._encrypt(self._key, nonce, plain, head + context.encode())


def open_(sealed: bytes, context: str) -> str:
    """What was sealed for this context; `Unsealed` if it was altered, moved, or its key is gone."""
    return open_bytes(sealed, context).decode()


def open_bytes(sealed: bytes, context: str) -> bytes:
    """As `open_`, for what is no text."""
    sealed = bytes(sealed)
    if len(sealed) < HEADER + TAG or sealed[0] not in NAMES:
        raise Unsealed("this is not a sealed value")
    head, nonce = sealed[:5], sealed[5:HEADER]
    number = _number(head)
    try:
        key = ring.key(number)
    except FileNotFoundError:
        raise Unsealed(f"key {number} is not in {secrets.folder()}") from None
    try:
        return _DECRYPT[head[0]](key, nonce, sealed[HEADER:], head + context.encode())
    except InvalidTag:
        raise Unsealed("altered, or sealed for another context") from None


def header() -> bytes:
    """How a value sealed now begins: what begins otherwise may be sealed again."""
    return bytes([ALGORITHMS[settings.CIPHER]]) + ring.newest_key().to_bytes(4, "big")


def key_of(sealed: bytes) -> int:
    """The number of the key a value was sealed with: what is below `newest_key()` may be sealed again."""
    return _number(bytes(sealed)[:5])


def _number(head: bytes) -> int:
    return int.from_bytes(head[1:5], "big")


def _aes_encrypt(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, bound)


def _aes_decrypt(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, bound)


def _sm4_encrypt(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    cipher = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound)
    return cipher.update(plain) + cipher.finalize() + cipher.tag


def _sm4_decrypt(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    cipher = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    cipher.authenticate_additional_data(bound)
    return cipher.update(sealed[:-TAG]) + cipher.finalize()


@lru_cache(maxsize=64)
def _sm4_key(key: bytes) -> bytes:
    """SM4 takes 128 bits: a key derived for it alone, so that no key is used with two algorithms."""
    return sm3(key, b"wangge sm4-gcm")[:16]


_Work = Callable[[bytes, bytes, bytes, bytes], bytes]
_ENCRYPT: dict[int, _Work] = {1: _aes_encrypt, 2: _sm4_encrypt}
_DECRYPT: dict[int, _Work] = {1: _aes_decrypt, 2: _sm4_decrypt}
