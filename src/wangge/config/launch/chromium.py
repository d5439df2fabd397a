"""The browser that the faces are tried in: the machine's Chromium, installed by apt when we may."""

import os
import shutil
import subprocess
from pathlib import Path

from wangge.config.launch.programs import by_apt, may_apt
from wangge.config.launch.report import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome")
FONTS = "fonts-noto-cjk"


def installed() -> Path | None:
    """Chromium on this machine, or as `WANGGE_CHROMIUM` names it; None when there is none that runs."""
    named = os.environ.get("WANGGE_CHROMIUM")
    if named:
        if not runs(named):
            raise Trouble(f"WANGGE_CHROMIUM is {named}, and no Chromium runs from there.")
        return Path(named)
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and runs(path)), None)


def runs(path: str) -> bool:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout


def has_chinese() -> bool:
    """Whether some font of this machine has Chinese letters; without, every page would be boxes."""
    try:
        said = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True)  # noqa: S607
    except OSError:
        return False
    return bool(said.stdout.strip())


def provide() -> Path | None:
    """Chromium and Chinese letters, installed if we may; None when the browser tests cannot run here."""
    found = installed()
    missing = ([] if found else ["chromium"]) + ([] if has_chinese() else [FONTS])
    if missing and may_apt():
        by_apt("browser", *missing)
    return found or installed()
