"""The OpenID provider: where its doors are, what it signs with, and what it says of somebody who has come back.

What it publishes of itself (OpenID Connect Discovery 1.0) and its keys are held in memory for an hour; a key
nobody knows has the keys read again at once, but not more than once a minute. Every request has an end in time and
in size. Nothing the provider answers is believed before its signature, issuer, audience, end and nonce are right.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import httpx
import msgspec
from django.conf import settings
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from wangge.accounts.problems import PROVIDER_DOWN, PROVIDER_REFUSED
from wangge.core import problems
from wangge.core.problems import Problem

log = logging.getLogger(__name__)
T = TypeVar("T")

TIMEOUT = httpx.Timeout(5, connect=3)
PATIENCE_SECONDS = 10.0  # for a whole answer, however it trickles
MOST_BYTES = 256 * 1024
HOLD_SECONDS = 3600.0
AGAIN_SECONDS = 60.0  # between two readings of the keys for the sake of one that is not known
LEEWAY_SECONDS = 60  # clocks that do not quite agree
# Signatures of a key only the provider has; `none` and secrets shared with every client are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class Doors(msgspec.Struct, frozen=True):
    """What we need of what a provider publishes of itself (Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Tokens(msgspec.Struct, frozen=True):
    id_token: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who the provider says has logged in: `proved_at` is when, None if it does not tell; `factor`: by
    what the settings count as a second factor."""

    subject: str
    proved_at: datetime | None
    factor: bool


@dataclass(slots=True)
class _Held:
    doors: Doors
    doors_at: float
    keys: KeySet
    keys_at: float


_lock = threading.Lock()
_held: dict[str, _Held] = {}  # by issuer


def offered() -> bool:
    """Whether this city has single sign-on."""
    return settings.SINGLE_SIGN_ON is not None


def named() -> Mapping[str, Any]:
    """The settings of the provider; NOT_FOUND where there is none."""
    if settings.SINGLE_SIGN_ON is None:
        raise Problem(problems.NOT_FOUND)
    found: Mapping[str, Any] = settings.SINGLE_SIGN_ON
    return found


def doors() -> Doors:
    """The provider's addresses; PROVIDER_DOWN (503) if it does not answer as it should."""
    return _known().doors


def exchange(code: str, verifier: str) -> str:
    """The ID token for the code somebody came back with, and the verifier only we know (PKCE, RFC 7636).

    PROVIDER_REFUSED (401) for a code that is made up, used or somebody else's, PROVIDER_DOWN (503).
    """
    ours = named()
    found = doors()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": ours["returns"],
        "client_id": ours["client"],
        "code_verifier": verifier,
    }
    login = None
    if ours["secret"] and "client_secret_basic" in found.token_endpoint_auth_methods_supported:
        login = httpx.BasicAuth(ours["client"], ours["secret"])
    elif ours["secret"]:
        form["client_secret"] = ours["secret"]
    return _read(_fetch("POST", found.token_endpoint, data=form, auth=login), Tokens).id_token


def somebody(token: str, nonce: str) -> Somebody:
    """Who an ID token speaks of (Core 1.0, section 3.1.3.7); PROVIDER_REFUSED (401) if anything of it is wrong."""
    ours = named()
    try:
        claims = _decoded(token).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": ours["issuer"]},
            aud={"essential": True, "value": ours["client"]},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise refused(f"ID token: {error}") from error
    subject, proved = claims["sub"], claims.get("auth_time")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isascii():
        raise refused("ID token: no subject")
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", ours["client"]) != ours["client"] or (len(parties) > 1 and "azp" not in claims):
        raise refused("ID token: made for another party")
    return Somebody(
        subject,
        datetime.fromtimestamp(min(proved, time.time()), UTC) if type(proved) is int and proved > 0 else None,
        bool(_ways(claims) & ours["factors"]),
    )


def refused(why: str) -> Problem:
    """What is told of an answer that cannot be believed: not why, which is for the log."""
    log.warning("single sign-on: %s", why)
    return Problem(PROVIDER_REFUSED)


def trusted(address: str) -> bool:
    """Whether what is said to this address nobody can listen to: HTTPS, or a server of this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    )


def forget() -> None:
    """Read everything of the provider anew when it is next asked for."""
    _held.clear()


def _ways(claims: Mapping[str, Any]) -> set[str]:
    """How somebody proved who they are, in the provider's words (`acr`, `amr`)."""
    ways = claims.get("amr")
    return {
        each
        for each in (claims.get("acr"), *(ways if isinstance(ways, list) else ()))
        if isinstance(each, str)
    }


def _decoded(token: str) -> jwt.Token:
    held = _known()
    try:
        return jwt.decode(token, held.keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        if time.monotonic() - held.keys_at < AGAIN_SECONDS:
            raise
    with _lock:  # a provider changes its keys and says so by using them
        held.keys, held.keys_at = _keys(held.doors), time.monotonic()
    return jwt.decode(token, held.keys, algorithms=ALGORITHMS)


def _known() -> _Held:
    issuer = str(named()["issuer"])
    moment = time.monotonic()
    with _lock:  # one asks, the others wait for what it learns
        held = _held.get(issuer)
        if held is None or moment - held.doors_at > HOLD_SECONDS:
            found = _discovered(issuer)
            held = _held[issuer] = _Held(found, moment, _keys(found), moment)
    return held


def _discovered(issuer: str) -> Doors:
    found = _read(_fetch("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration"), Doors)
    used = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    if found.issuer != issuer or not all(map(trusted, used)):
        log.error("single sign-on: %s calls itself %s, or has a door that is not HTTPS", issuer, found.issuer)
        raise Problem(PROVIDER_DOWN)
    return found


def _keys(found: Doors) -> KeySet:
    try:
        return KeySet.import_key_set(cast(Any, _read(_fetch("GET", found.jwks_uri), dict[str, Any])))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        log.exception("single sign-on: the keys cannot be read", exc_info=error)
        raise Problem(PROVIDER_DOWN) from error


def _read(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as error:
        log.exception("single sign-on: the provider's answer is not what it should be", exc_info=error)
        raise Problem(PROVIDER_DOWN) from error


def _fetch(method: str, address: str, **options: Any) -> bytes:
    """The body of an answer. An error of ours (4xx) is a refusal, anything else that is no success a provider that
    is down. No redirection is followed: what we send is for this address."""
    until = time.monotonic() + PATIENCE_SECONDS
    body = b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream(method, address, headers={"Accept": "application/json"}, **options) as answer,
        ):
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES or time.monotonic() > until:
                    log.error("single sign-on: %s answers too much or too slowly", address)
                    raise Problem(PROVIDER_DOWN)
    except httpx.HTTPError as error:
        log.exception("single sign-on: %s does not answer", address, exc_info=error)
        raise Problem(PROVIDER_DOWN) from error
    if answer.is_success:
        return body
    if method == "POST" and answer.is_client_error:
        raise refused(f"{address} answers {answer.status_code} {body[:200]!r}")
    log.error("single sign-on: %s answers %s", address, answer.status_code)
    raise Problem(PROVIDER_DOWN)
