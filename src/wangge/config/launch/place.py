"""Where an installation keeps things, and what it remembers between two calls of the launcher."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wangge.config.launch.report import Trouble, say

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True, slots=True)
class Place:
    """`root` is the checkout; `var` holds everything this installation makes (`WANGGE_VAR` moves it)."""

    root: Path
    var: Path

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    def remembered(self) -> dict[str, str]:
        """What earlier calls chose (ports); a damaged file counts as nothing remembered."""
        try:
            known = json.loads((self.run / "chosen.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def remember(self, **chosen: str) -> None:
        write(self.run / "chosen.json", json.dumps(self.remembered() | chosen))


def here() -> Place:
    """The installation this launcher belongs to; makes its folders and lets child processes know it."""
    var = Path(os.environ.get("WANGGE_VAR") or ROOT / "var").absolute()
    place = Place(ROOT, var)
    for folder in (place.run, place.log):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ["WANGGE_VAR"] = str(var)
    return place


def write(path: Path, text: str) -> None:
    """Replace a private file in one step, so that a crash leaves the old one or the new one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Only one launcher changes an installation at a time; a second one waits. A crash frees the lock."""
    with open(place.run / "launcher.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("launcher", "another ./wangge is at work on this installation; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def code_fingerprint(root: Path) -> str:
    """A hash of everything under `src/` that changes what runs, and of the lock file."""
    total = hashlib.sha256((root / "uv.lock").read_bytes())
    for path in sorted((root / "src").rglob("*")):
        if path.is_file() and path.suffix not in {".pyc", ".mo"}:
            total.update(str(path.relative_to(root)).encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:20]


def number_from_environment(variable: str) -> int | None:
    """A port number from the environment, or None when it is not set; anything else is refused by name."""
    text = os.environ.get(variable, "")
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"{variable} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)
