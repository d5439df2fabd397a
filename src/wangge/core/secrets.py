"""Secrets live in files beside the database, never in it: one file a secret, readable by its owner alone."""

import base64
import os
import secrets as randomness
from functools import lru_cache
from pathlib import Path


def folder() -> Path:
    """Where this installation keeps its secrets: `WANGGE_SECRETS`, or `secrets/` in `WANGGE_VAR`."""
    return _folder(os.environ.get("WANGGE_SECRETS"), os.environ.get("WANGGE_VAR"))


@lru_cache(maxsize=4)
def _folder(named: str | None, var: str | None) -> Path:
    """Made once: every blind index asks where its key lies."""
    if named:
        return Path(named)
    return (Path(var) if var else Path(__file__).resolve().parents[3] / "var") / "secrets"


def secret(name: str) -> str:
    """The secret of this name, 64 hexadecimal digits; made and written (mode 0600) the first time.

    Two processes that ask at once get the same one: the file is created exclusively, and the loser reads.
    """
    path = folder() / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name of its own for each attempt: threads of one process may be the first to ask, too.
    made = path.with_name(f".{name}.{randomness.token_hex(8)}")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(randomness.token_hex(32))
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text().strip()


SPOKEN = 12  # signs of 5 bits


def spoken(random: bytes) -> str:
    """The first 60 of these bits as something people read to each other: `ABCD-EFGH-JKMN`, without the letters and
    digits that are mistaken for others. At least eight bytes."""
    signs = base64.b32encode(random).decode()[:SPOKEN].translate(str.maketrans("IO01", "89XY"))
    return "-".join(signs[place : place + 4] for place in range(0, SPOKEN, 4))


def heard(text: str) -> str:
    """What `spoken` gave, as somebody types it: spaces, dashes and case do not matter."""
    return "".join(each for each in text.upper() if each.isalnum())
