"""PostgreSQL refuses to run as root. When we are root, an unprivileged user runs it, in a folder it can reach."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from wangge.config.launch.report import Trouble, say

ELSEWHERE = Path("/var/lib/wangge")


@dataclass(frozen=True, slots=True)
class User:
    """Who runs the server; `uid` None means: whoever we are."""

    uid: int | None = None
    gid: int | None = None

    def how(self) -> dict[str, Any]:
        """What `subprocess` needs to become this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether this user can enter a folder that exists."""
        if self.uid is None:
            return True
        entered = subprocess.run(["test", "-x", folder], cwd="/", **self.how())  # noqa: S603, S607
        return entered.returncode == 0


def unprivileged(home: Path | None = None) -> User:
    """Ourselves, unless we are root: then the owner of the folder there is, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return User()
    if home and home.exists() and home.stat().st_uid != 0:
        return User(home.stat().st_uid, home.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody` to run it as.\n"
        "Add one (useradd --system postgres), or call ./wangge as an ordinary user."
    )


def home(wanted: Path, user: User) -> Path:
    """A folder for the server, owned by its user: `wanted`, or a reachable one that `wanted` then links to.

    A checkout below /root cannot be entered by anyone but root, so its server lives in
    `/var/lib/wangge/postgres-<something unique>`.
    """
    if wanted.is_symlink() and not wanted.exists():
        wanted.unlink()  # what it led to was removed by hand
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if wanted.exists() and user.reaches(wanted.resolve()):
        return wanted.resolve()
    if not wanted.exists() and user.reaches(wanted.parent):
        wanted.mkdir(mode=0o711)
        user.own(wanted)
        return wanted.resolve()
    if wanted.exists():
        raise Trouble(f"{wanted} cannot be entered by the user that runs PostgreSQL (uid {user.uid}).")
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    real = Path(mkdtemp(prefix="postgres-", dir=ELSEWHERE))
    real.chmod(0o711)
    user.own(real)
    if not user.reaches(real):
        raise Trouble(f"Neither {wanted} nor {real} can be entered by the user that runs PostgreSQL.")
    wanted.symlink_to(real)
    say("database", f"its user cannot enter {wanted.parent}, so its data is in {real}")
    return real


def remove(wanted: Path) -> None:
    """Take a server's folder away, wherever it really is."""
    real = wanted.resolve()
    if wanted.is_symlink():
        wanted.unlink()
    shutil.rmtree(real, ignore_errors=True)
