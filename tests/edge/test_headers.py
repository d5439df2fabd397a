"""What every answer says to browsers, and what it does not repeat."""

import os
import subprocess
import sys

import pytest

from tests.personas import PASSWORD, cast

__all__ = ["cast"]
ASK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
for header in ({"x-forwarded-proto": "https"}, {}):
    print(Client().get("/", headers=header).headers.get("Strict-Transport-Security"))
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


@pytest.mark.parametrize(
    ("https", "told"),
    [("1", ["max-age=31536000", "None", "True True"]), ("", ["None", "None", "False False"])],
)
def test_behind_https_nothing_else_is_spoken(https, told):
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "WANGGE_HTTPS": https},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.splitlines() == told


@pytest.mark.django_db
def test_cookies_are_for_our_own_pages(cast):
    face = cast.client()
    face.send("POST", "/api/v1/session", {"username": "handler", "password": PASSWORD})
    session, csrf = face.cookies["sessionid"], face.cookies["csrftoken"]
    assert session["httponly"]
    assert session["samesite"] == csrf["samesite"] == "Lax"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/v1/health", "/api/v1/docs", "/api/v1/nowhere", "/api/v1/events/x", "/"]
)
def test_no_answer_may_be_framed_sniffed_or_run_foreign_code(client, path):
    answer = client.get(path)
    policy = {
        part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ") if part
    }
    scripts = policy.get("script-src", policy["default-src"])
    assert set(scripts) <= {"'self'", "'none'"}
    assert policy["frame-ancestors"] == ["'none'"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["%0d%0aX-Made-Up:%201", "%0aSet-Cookie:%20a=b", "%E2%80%A8X-Made-Up:1"])
@pytest.mark.parametrize(
    "path", ["/console/{}", "/{}", "/api/v1/{}", "/api/v1/events/{}/export", "/console?next={}"]
)
def test_nothing_somebody_typed_becomes_a_header(cast, path, odd):
    answer = cast.client("city_op").get(path.format(odd))
    assert "X-Made-Up" not in answer
    assert "a" not in answer.cookies
    assert not any("\n" in value or "\r" in value for value in answer.headers.values())
