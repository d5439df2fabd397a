"""A real OpenID provider on loopback (the package `oidc-provider-mock`), behind a door that a test can make lie.

What passes through the door is noted. It may sign the ID token anew, with a key it publishes instead of the
provider's, after a test has changed what the token says: everything but that is then as it should be.
"""

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode

CLIENT, SECRET = "wangge", "a secret of the client"
RETURNS = "http://localhost/console/sso"


class Door:
    """A WSGI application: the provider's, with what a test makes of its answers."""

    def __init__(self) -> None:
        self.app = oidc_provider_mock.app()
        self.key = RSAKey.generate_key(2048, {"kid": "instead"})
        self.published: list[RSAKey] = []
        self.bend: Callable[[dict[str, Any]], Any] | None = None
        self.answers: Callable[[str], tuple[str, bytes] | None] = lambda path: None
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        self.asked.append((path, parse_qs(body.decode()), environ.get("HTTP_AUTHORIZATION", "")))
        if (given := self.answers(path)) is not None:
            start(given[0], [("Content-Type", "application/json")])
            return [given[1]]
        said: dict[str, Any] = {}

        def begin(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            said.update(status=status, headers=headers)

        answer = b"".join(self.app(environ, begin))
        if path == "/jwks" and self.published:
            answer = json.dumps({"keys": [each.as_dict(private=False) for each in self.published]}).encode()
        if path == "/oauth2/token" and self.bend and said["status"].startswith("200"):
            told = json.loads(answer)
            told["id_token"] = self.bend(claims_of(told["id_token"]))
            answer = json.dumps(told).encode()
        start(said["status"], [each for each in said["headers"] if each[0].lower() != "content-length"])
        return [answer]

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, **header: Any) -> str:
        """These claims as a token of the key published instead of the provider's."""
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)

    def saying(self, **changed: Any) -> None:
        """Let the ID tokens to come say something else; None leaves a claim out."""
        self.published = [self.key]

        def bend(claims: dict[str, Any]) -> str:
            said = {**claims, **changed}
            return self.signed({name: value for name, value in said.items() if value is not None})

        self.bend = bend


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.split(".")[1].encode()))
    return found


def logs_in(address: str, subject: str) -> dict[str, str]:
    """Somebody logs in at the provider and allows it: what it puts into the address it sends them back to."""
    answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == RETURNS
    return {name: values[0] for name, values in parse_qs(back.query).items()}
