"""What was measured, kept as JSON under `var/bench/`, so that the page can be written again without measuring."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from bench import machine

MACHINE = "machine"
GROWTH = "growth"


def at_peers_size(name: str) -> str:
    """The name under which a read is kept that was measured at the size of the platform it is compared with."""
    return f"{name}-peer"


def keep(name: str, said: dict[str, Any]) -> None:
    """Replace what was known under this name; it is told apart by day and commit."""
    folder().mkdir(parents=True, exist_ok=True)
    said = said | {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": machine.commit()}
    (folder() / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def known(name: str) -> dict[str, Any] | None:
    """What was kept last under this name."""
    file = folder() / f"{name}.json"
    found: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return found


def folder() -> Path:
    return Path(settings.VAR) / "bench"
