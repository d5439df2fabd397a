"""Files that wait, sealed, for one person: in a folder below `WANGGE_VAR`, under names nobody guesses."""

import time
import uuid
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wangge.core.crypto import open_bytes, seal_bytes

SUFFIX = ".sealed"


@dataclass(frozen=True, slots=True)
class Drawer:
    """One folder of them. What lies in it is sealed for `purpose` and its own name: under another it stays shut."""

    folder: str
    purpose: str

    def put(self, content: bytes) -> str:
        """Keep this; the name to ask for it by."""
        name = f"{uuid.uuid4().hex}{SUFFIX}"
        self._folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder() / name
        path.touch(mode=0o600)
        path.write_bytes(seal_bytes(content, self._context(name)))
        return name

    def get(self, name: str) -> bytes | None:
        """What was kept under this name, None if it is gone. The name is one of ours, never a caller's."""
        path = self._folder() / name
        return open_bytes(path.read_bytes(), self._context(name)) if path.is_file() else None

    def drop(self, name: str) -> None:
        """Delete it; nothing happens if it is gone."""
        (self._folder() / name).unlink(missing_ok=True)

    def sweep(self, kept: Container[str], older: float) -> int:
        """Delete what nobody knows any more, unless it is younger than so many seconds; the number of files."""
        count, before = 0, time.time() - older
        for path in self._folder().glob(f"*{SUFFIX}"):
            if path.name not in kept and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _folder(self) -> Path:
        return Path(settings.VAR) / self.folder

    def _context(self, name: str) -> str:
        return f"{self.purpose}:{name}"
