"""The steps of `./wangge test` that ask whether anything is known against what is installed: `python -m
wangge.config.launch.audit python|npm`.

What is asked about stands in the lock files, with its hashes. Where the registry does not answer, nothing is known:
the step says so and counts as skipped. Anything known fails it, unless `ACCEPTED` says why it may stay.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wangge.config.launch import node
from wangge.config.launch.check import SKIPPED
from wangge.config.launch.place import here
from wangge.config.launch.report import Trouble, complain, say, show_rows

# Number of an advisory: why we may live with it, and until when.
ACCEPTED: Mapping[str, str] = {}
PATIENCE_SECONDS = 300
# What the programs say when nobody answers, or answers that it does not know the question.
SILENT = (
    *("ConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries exceeded", "Connection refused"),
    *("Could not connect", "timed out", "Failed to establish", "HTTPError", "Bad Gateway"),
)
SILENT_NPM = re.compile(
    r"ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|ENOAUDIT|audit endpoint returned an error|\b(404|405|5\d\d) [A-Z]"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something known against a package: the advisory's number, and the version that is mended, "" if none is."""

    package: str
    number: str
    mended: str


class Unanswered(Exception):
    """The registry did not answer, so that nothing is known."""


def requirements(lock: Path) -> list[str]:
    """What `uv.lock` lists, as requirements with hashes; a list of its own for what it lists a second time, for
    another version of Python."""
    files: list[list[str]] = []
    for package in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]:
        if "registry" not in package["source"]:
            continue
        sources = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        hashes = " ".join(f"--hash={each['hash']}" for each in sources)
        begin = f"{package['name']}=="
        lines = next((each for each in files if not any(line.startswith(begin) for line in each)), None)
        if lines is None:
            files.append(lines := [])
        lines.append(f"{begin}{package['version']} {hashes}")
    return ["\n".join(each) + "\n" for each in files]


def of_python(lock: Path, *options: str) -> list[Finding]:
    """What is known against the packages of `uv.lock`; `options` go to `pip-audit` (another service, for instance).
    Raises Unanswered, and Trouble for anything else that went wrong."""
    found: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(requirements(lock)):
            listed, told = Path(folder, f"{number}.txt"), Path(folder, f"{number}.json")
            listed.write_text(text, encoding="utf-8")
            command = [
                *(sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--output", str(told)),
                *("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"),
                *options,
            ]
            done = run(command, lock.parent)
            if not told.exists():
                if any(each in done.stderr for each in SILENT):
                    raise Unanswered(done.stderr.strip().splitlines()[-1])
                raise Trouble(f"pip-audit: {done.stderr.strip()[-500:]}")
            found += [
                Finding(each["name"], known["id"], ", ".join(known["fix_versions"]))
                for each in json.loads(told.read_text(encoding="utf-8"))["dependencies"]
                for known in each.get("vulns", ())
            ]
    return found


def of_npm(web: Path, *options: str) -> list[Finding]:
    """What is known against the packages of `web/package-lock.json`; otherwise as `of_python`."""
    folder = node.provide()
    command = [str(folder / "npm"), "audit", "--json", "--package-lock-only", *options]
    done = run(command, web, node.path_with(folder))
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise Trouble(f"npm audit: {(done.stderr or done.stdout).strip()[-500:]}") from None
    if "vulnerabilities" not in told:
        error = told.get("error") or {}
        said = f"{error.get('code', '')} {told.get('message', '')} {error.get('summary', '')}".strip()
        if SILENT_NPM.search(said):
            raise Unanswered(said)
        raise Trouble(f"npm audit: {said or done.stdout[-500:]}")
    return [
        Finding(each["name"], Path(known["url"]).name, "" if each["fixAvailable"] is False else "yes")
        for each in told["vulnerabilities"].values()
        for known in each["via"]
        if isinstance(known, dict)  # the others only stand on one of these
    ]


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  our own words
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise Unanswered(f"no answer within {PATIENCE_SECONDS} seconds") from None


def judged(findings: Sequence[Finding]) -> int:
    """Show what is known; 0 if all of it is accepted."""
    for each in findings:
        if each.number in ACCEPTED:
            say("accepted", f"{each.package}: {each.number}: {ACCEPTED[each.number]}")
    rest = [each for each in findings if each.number not in ACCEPTED]
    if rest:
        show_rows(
            ["package", "advisory", "mended in"], [[each.package, each.number, each.mended] for each in rest]
        )
    return 1 if rest else 0


def main(words: list[str]) -> int:
    root = here().root
    try:
        findings = of_python(root / "uv.lock") if words == ["python"] else of_npm(root / "web")
    except Unanswered as silence:
        say("skipped", f"the registry does not answer, so nothing is known: {silence}")
        return SKIPPED
    return judged(findings)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        complain(trouble)
        sys.exit(1)
