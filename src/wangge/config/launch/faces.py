"""Builds the three faces from `web/` into `var/faces`, when their sources changed; the web process serves them.

var/faces/<fingerprint of the sources>/   one build: the resident app, and console/ and field/ in it
var/faces/current                         a link to the newest one
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from whitenoise.compress import Compressor

from wangge.config.launch import node
from wangge.config.launch.place import Place, alone
from wangge.config.launch.report import say

# Where each app's build goes below the others', by the name of its folder in `web/`.
APPS = {"resident": ".", "console": "console", "field": "field"}
NO_SOURCES = {"node_modules", "dist", "e2e", "test-results", "playwright-report"}
KEPT_DAYS = 30  # how long a page that stays open may still ask for the parts of an older build


def wanted() -> bool:
    return os.environ.get("WANGGE_FACES") != "0"


def sources(web: Path) -> Iterator[Path]:
    """Every file a build could depend on, in order."""
    for folder, folders, names in os.walk(web):
        folders[:] = sorted(set(folders) - NO_SOURCES)
        yield from (Path(folder) / name for name in sorted(names))


def fingerprint(web: Path) -> str:
    """A hash of all sources of the faces."""
    total = hashlib.sha256()
    for path in sources(web):
        total.update(str(path.relative_to(web)).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:20]


def current(place: Place) -> Path | None:
    """The folder of the newest build, or None."""
    link = place.var / "faces" / "current"
    return link.resolve() if link.is_dir() else None


def bring_up(place: Place) -> str:
    """Build the faces unless this very build is there; returns what they were built from, "" without faces."""
    if not wanted():
        return ""
    web = place.root / "web"
    code = fingerprint(web)
    if (found := current(place)) and found.name == code:
        return code
    began = time.monotonic()
    with open(web / "package.json") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several installations (a city, its tests) may share one checkout
        install(web, log := place.log / "faces.log")
        folder = place.var / "faces" / f"making-{code}"
        shutil.rmtree(folder, ignore_errors=True)
        for app, below in APPS.items():
            say("faces", f"building {app}")
            target = folder / below
            building = ("run", "build", "--workspace", f"@wangge/{app}")
            node.npm(web, log, *building, "--", "--emptyOutDir", "--outDir", str(target))
        compress(folder)
        put_in_place(place, folder, code)
    say("faces", f"built in {time.monotonic() - began:.0f} s")
    return code


def build(place: Place) -> int:
    """`./wangge faces`: the build alone. A running web process serves it after the next `up`."""
    with alone(place):
        say("faces", "up to their sources" if bring_up(place) else "left out, because WANGGE_FACES is 0")
    return 0


def install(web: Path, log: Path) -> None:
    """Bring `web/node_modules` to what the lock file lists; nothing to do when it is that already."""
    log.write_text("")
    if not is_installed(web):
        say("faces", "installing what web/package-lock.json lists, with npm ci")
        # No package needs a script of its own run to be installed, so none gets the chance.
        node.npm(web, log, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def is_installed(web: Path) -> bool:
    """Whether npm's own note of what it installed names every package of the lock file in the same version."""

    def packages(file: Path) -> dict[str, str]:
        listed = json.loads(file.read_text())["packages"]
        return {
            name: about.get("version", "")
            for name, about in listed.items()
            # An optional package may be for another kind of machine.
            if "node_modules/" in name and not about.get("optional") and not about.get("link")
        }

    note = web / "node_modules" / ".package-lock.json"
    return note.exists() and packages(web / "package-lock.json").items() <= packages(note).items()


def compress(folder: Path) -> None:
    """Lay a `.br` and a `.gz` beside every file that gets smaller by it."""
    compressor = Compressor(quiet=True)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if compressor.should_compress(path.name):
            compressor.compress(str(path))


def put_in_place(place: Place, folder: Path, code: str) -> None:
    """Make a finished build the current one, and forget those before the last.

    A page that has been open since before this build asks for parts by their old names; they are linked into
    the new one until they are too old.
    """
    before = current(place)
    if before:
        youngest = time.time() - KEPT_DAYS * 86400
        for old in before.rglob("assets/*"):
            new = folder / old.relative_to(before)
            if old.is_file() and old.stat().st_mtime > youngest and not new.exists():
                new.parent.mkdir(parents=True, exist_ok=True)
                os.link(old, new)
    built = folder.with_name(code)
    shutil.rmtree(built, ignore_errors=True)
    folder.rename(built)
    link = folder.with_name("current")
    fresh = link.with_name(".current")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(code)
    fresh.replace(link)
    for other in link.parent.iterdir():
        if other not in {link, built, before}:
            shutil.rmtree(other)
