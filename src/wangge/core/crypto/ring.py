"""The key ring: files beside the database, `seal-<n>` in the folder of secrets, n counting up.

The highest seals, all of them open; so a key is changed by adding a file and sealing again at leisure
(`wangge keys rotate`). Several machines need the same files, the new one before anything is sealed with it.
"""

from functools import lru_cache
from pathlib import Path

from wangge.core import secrets

KEY_FILE = "seal-"


def numbers() -> list[int]:
    """The numbers of all keys there are, lowest first."""
    names = [path.name.removeprefix(KEY_FILE) for path in secrets.folder().glob(f"{KEY_FILE}*")]
    return sorted(int(name) for name in names if name.isdigit())


def newest_key() -> int:
    """The number of the key in force. The first is made when there is none; adding a file adds a key."""
    found = numbers()
    if found:
        return found[-1]
    secrets.secret(f"{KEY_FILE}1")
    return 1


def add_key() -> int:
    """Put a new key in force and return its number; values sealed with older keys still open."""
    number = newest_key() + 1
    secrets.secret(f"{KEY_FILE}{number}")
    return number


def key(number: int) -> bytes:
    """The 32 bytes of a key; FileNotFoundError if it is not here."""
    return _read(secrets.folder() / f"{KEY_FILE}{number}")


@lru_cache(maxsize=64)
def _read(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())
