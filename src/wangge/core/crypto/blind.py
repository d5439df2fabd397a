"""Exact search without opening anything: a keyed hash beside the sealed value.

Its hash is settled with its key, when the first value is indexed: HMAC-SHA-256, or HMAC-SM3 where the installation
began with `WANGGE_CIPHER=sm4`. It does not change with the setting, or nothing would be found any more.
"""

import hmac
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from wangge.core import secrets

SHA256_KEY, SM3_KEY = "blind-index", "blind-index-sm3"


def blind_index(value: str, context: str) -> bytes:
    """32 bytes that are equal for equal values of one context: exact search without opening anything.

    The key is one of its own, so that an index says nothing about what a sealing key protects. It is as
    guessable as the value is to someone who holds the key, and to nobody else.
    """
    name, key = _index_key(secrets.folder())
    content = f"{context}\x00{value}".encode()
    return hmac.digest(key, content, sha256) if name == SHA256_KEY else sm3(key, content)


def index_hash() -> str:
    """The hash this installation's index is made with, by name."""
    return "HMAC-SHA-256" if _index_key(secrets.folder())[0] == SHA256_KEY else "HMAC-SM3"


def sm3(key: bytes, content: bytes) -> bytes:
    """HMAC with SM3 (GB/T 32905), 32 bytes."""
    digest = HMAC(key, hashes.SM3())
    digest.update(content)
    return digest.finalize()


@lru_cache(maxsize=4)
def _index_key(folder: Path) -> tuple[str, bytes]:
    """The key that is there, else a new one as the setting says. The cache forgets when the folder changes."""
    wanted = SM3_KEY if settings.CIPHER == "sm4" else SHA256_KEY
    there = [name for name in (SHA256_KEY, SM3_KEY) if (folder / name).exists()]
    name = there[0] if there else wanted
    return name, bytes.fromhex(secrets.secret(name))
