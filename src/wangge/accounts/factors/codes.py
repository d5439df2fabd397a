"""Codes and secrets, without a database: what an app shows now, what a recovery code looks like."""

import secrets
import time
from base64 import b32encode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare

# What every app understands: SHA-1, six digits, thirty seconds (RFC 6238; the hash is no weakness in an HMAC).
DIGITS, SECONDS, SECRET_BYTES = 6, 30, 20
# A phone's clock may be half a minute off either way.
DRIFT = (-1, 0, 1)
ISSUER = "Wangge"
RECOVERY = 10
# No letter or digit that can be taken for another; 12 of 28 are 57 bits.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
RECOVERY_LENGTH = 12


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def in_letters(secret: bytes) -> str:
    """A secret as people type it into an app that cannot see the picture."""
    return b32encode(secret).decode()


def address(secret: bytes, username: str) -> str:
    """The `otpauth://` address that an app reads from a QR picture."""
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def step_of(secret: bytes, code: str, after: int) -> int | None:
    """The thirty seconds a code belongs to, counted from the epoch, if it is right and later than `after`."""
    now = int(time.time()) // SECONDS
    found = None
    for step in (now + drift for drift in DRIFT):
        if constant_time_compare(_totp(secret).generate(step * SECONDS).decode(), code) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Codes as they are shown, once: three groups of four."""
    return ["-".join(_letters(4) for _ in range(RECOVERY_LENGTH // 4)) for _ in range(RECOVERY)]


def plain(code: str) -> str:
    """A code as typed, without what people put between: spaces and hyphens, capitals."""
    return "".join(code.split()).replace("-", "").lower()


def is_recovery(code: str) -> bool:
    return len(code) == RECOVERY_LENGTH


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), SECONDS)  # noqa: S303  see above
