"""The faces as the web process serves them: what answers an address, how long it is kept, under which policy."""

import gzip

import brotli
import pytest
from django.test import Client
from whitenoise.compress import Compressor

SCRIPT = "console.log('一张网');" * 100
HASHED = "console/assets/main-3f2a91bc.js"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small build of all three apps, compressed as `up` does it."""
    folder = tmp_path_factory.mktemp("faces")
    files = {
        "index.html": "resident <!doctype html>" * 50,
        "console/index.html": "console <!doctype html>" * 50,
        "field/index.html": "field <!doctype html>" * 50,
        HASHED: SCRIPT,
        "field/sw.js": "self.addEventListener('fetch', () => {})",
        "field/manifest.webmanifest": "{}",
        "assets/inter-11aa22bb.woff2": "font",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        Compressor(quiet=True).compress(str(path))
    return folder


@pytest.fixture
def faces(built, settings):
    settings.FACES = built
    return Client()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("address", "app"),
    [
        ("/", b"resident"),
        ("/follow/2026112300010001", b"resident"),
        ("/console/", b"console"),
        ("/console/cases/2026112300010001", b"console"),
        ("/field/", b"field"),
        ("/field/report/", b"field"),
        ("/consoles", b"resident"),
        ("/index.html", b"resident"),
    ],
)
def test_every_address_in_an_app_is_answered_by_its_page(faces, address, app):
    answer = faces.get(address)
    assert answer.status_code == 200
    assert body(answer).startswith(app)
    assert answer["Content-Type"] == 'text/html; charset="utf-8"'
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address",
    [
        "/logo.png",
        "/console/assets/main-00000000.js",
        "/console/assets/nothing",
        "/field/nothing.json",
        "/api/v1/nothing-here",
        "/api/v2",
        "/static/nothing",
        "/console/../settings.py",
        "/console/%2e%2e/%2e%2e/%2e%2e/etc/passwd.txt",
        "/..%2f..%2fetc%2fpasswd.",
        "/console\\..\\secret.txt",
        f"/{HASHED}.br",
        f"/{HASHED}.gz",
    ],
)
def test_what_is_no_file_and_no_page_is_not_found(faces, address):
    assert faces.get(address).status_code == 404


def test_a_way_out_of_the_folder_leads_nowhere(faces, built):
    (built.parent / "secret.txt").write_text("secret")
    for address in ("/../secret.txt", "/console/../../secret.txt", "/%2e%2e/secret.txt", "//secret.txt"):
        assert b"secret" not in body(faces.get(address))


@pytest.mark.parametrize("app", ["console", "field"])
def test_an_app_begins_with_its_folder(faces, app):
    answer = faces.get(f"/{app}")
    assert (answer.status_code, answer["Location"]) == (302, f"/{app}/")


@pytest.mark.parametrize(("coding", "opened"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_files_go_out_compressed(faces, coding, opened):
    answer = faces.get(f"/{HASHED}", headers={"Accept-Encoding": coding})
    assert answer["Content-Encoding"] == coding
    assert "Accept-Encoding" in answer["Vary"]
    packed = body(answer)
    assert len(packed) == int(answer["Content-Length"]) < len(SCRIPT) / 5
    assert opened(packed).decode() == SCRIPT


def test_a_browser_that_takes_no_compression_gets_none(faces):
    answer = faces.get(f"/{HASHED}")
    assert "Content-Encoding" not in answer
    assert body(answer).decode() == SCRIPT


def test_what_a_hash_vouches_for_is_kept_for_a_year(faces):
    assert faces.get(f"/{HASHED}")["Cache-Control"] == "public, max-age=31536000, immutable"
    for address in ("/field/sw.js", "/field/manifest.webmanifest", "/console/"):
        assert faces.get(address)["Cache-Control"] == "no-cache"


def test_a_page_that_did_not_change_is_not_sent_again(faces):
    first = faces.get("/console/cases")
    again = faces.get("/console/todo", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "script-src 'self'" in again["Content-Security-Policy"]


def test_types_are_what_a_browser_needs(faces):
    assert faces.get("/field/sw.js")["Content-Type"].startswith("text/javascript")
    assert faces.get("/field/manifest.webmanifest")["Content-Type"] == "application/manifest+json"


@pytest.mark.parametrize("address", ["/", "/console/x", f"/{HASHED}", "/field/sw.js"])
def test_nothing_from_elsewhere_is_loaded_or_run(faces, address):
    answer = faces.get(address)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


def test_a_tile_server_is_allowed_by_its_host_alone(faces, settings):
    settings.MAP_TILES = {"url": "https://t0.tiles.example:8443/vec/{z}/{x}/{y}.png?tk=1"}
    policy = faces.get("/console/")["Content-Security-Policy"]
    assert "; img-src 'self' data: blob: https://t0.tiles.example:8443; " in policy
    assert "; connect-src 'self' http://testserver:8001 https://t0.tiles.example:8443; " in policy


def test_faces_are_only_read(faces):
    assert faces.post("/console/").status_code == 405


def test_the_api_and_its_documentation_answer_beside_them(faces):
    assert faces.get("/api/v1/nothing-here")["Content-Type"] == "application/problem+json"
    assert "swagger" in faces.get("/api/v1/docs").content.decode()


def test_without_faces_the_front_says_where_the_api_is(settings):
    settings.FACES = None
    assert Client().get("/").json()["docs"] == "/api/v1/docs"
    assert Client().get("/console/").status_code == 404
