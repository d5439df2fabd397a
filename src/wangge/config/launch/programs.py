"""Programs from elsewhere that the launcher brings along: by apt when we may, else from PyPI by uv."""

import os
import shutil
import subprocess
import sys

from wangge.config.launch.place import ROOT
from wangge.config.launch.report import Trouble, say, tail


def may_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def by_apt(subject: str, *packages: str) -> bool:
    """Install the distribution's packages; False when that fails, after saying why."""
    say(subject, f"installing {' '.join(packages)} with apt")
    log = ROOT / "var" / "log" / "apt.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        with log.open("w") as said:
            for command in (
                ["apt-get", "update", "-qq"],
                ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            ):
                subprocess.run(  # noqa: S603
                    command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
                )
    except (OSError, subprocess.CalledProcessError):
        say(subject, f"apt could not install it (see {log})\n{tail(log, 5)}")
        return False
    return True


def installer(what: str) -> list[str]:
    """uv, from PATH or from where the launcher put it, ready to install packages; `what`: what for."""
    for name in ("uv", str(ROOT / "var" / "tools" / "uv" / "bin" / "uv")):
        found = shutil.which(name)
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:  # noqa: S603
            return [found, "pip", "install", "--quiet", "--python", sys.executable]
    raise Trouble(f"uv is needed to install {what} and is not there. Remove .venv and try again.")
