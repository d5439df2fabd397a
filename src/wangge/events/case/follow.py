"""Following a case without an account: its number and a secret (domain.md §3, evaluate; design §1, resident).

The secret is derived from the number with a key outside the database, so a report that is sent again after a
time-out gives the same secret again, and nothing that is stored lets anyone follow a case.
"""

import hashlib
import hmac
from functools import cache

from wangge.core import numbers
from wangge.core.actors import Actor, ActorKind
from wangge.core.secrets import heard, secret, spoken
from wangge.core.words import N_


def secret_of(case_no: str) -> str:
    """The secret of a case: 60 bits in three groups that can be read out."""
    return spoken(hmac.digest(_key(), case_no.encode(), hashlib.sha256))


@cache
def _key() -> bytes:
    return bytes.fromhex(secret("follow"))


def reporter_of(case_no: str, offered: str) -> Actor | None:
    """The reporter of a case, if the secret is the right one; spaces, dashes and case do not matter."""
    if not numbers.plausible(case_no):
        return None
    if not hmac.compare_digest(heard(offered).encode(), heard(secret_of(case_no)).encode()):
        return None
    return Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), case_no=case_no)


def anonymous() -> Actor:
    """Somebody without an account who reports something."""
    return Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), powers=frozenset({"event.report"}))
