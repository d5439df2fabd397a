"""Following a case without an account: its number and a secret (domain.md §3, evaluate; design §1, resident).

The secret is derived from the number with a key outside the database, so a report that is sent again after a
time-out gives the same secret again, and nothing that is stored lets anyone follow a case.
"""

import base64
import hashlib
import hmac
from functools import cache

from wangge.core import numbers
from wangge.core.actors import Actor, ActorKind
from wangge.core.secrets import secret
from wangge.core.words import N_

LENGTH = 12  # characters of 5 bits: 60 bits, in three groups that can be read out


def secret_of(case_no: str) -> str:
    """The secret of a case: `ABCD-EFGH-JKMN`, without the letters and digits that are mistaken for others."""
    code = base64.b32encode(hmac.new(_key(), case_no.encode(), hashlib.sha256).digest()).decode()[:LENGTH]
    readable = code.translate(str.maketrans("IO01", "89XY"))
    return "-".join(readable[place : place + 4] for place in range(0, LENGTH, 4))


@cache
def _key() -> bytes:
    return bytes.fromhex(secret("follow"))


def reporter_of(case_no: str, offered: str) -> Actor | None:
    """The reporter of a case, if the secret is the right one; spaces, dashes and case do not matter."""
    if not numbers.plausible(case_no):
        return None
    given = "".join(each for each in offered.upper() if each.isalnum())
    if not hmac.compare_digest(given.encode(), secret_of(case_no).replace("-", "").encode()):
        return None
    return Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), case_no=case_no)


def anonymous() -> Actor:
    """Somebody without an account who reports something."""
    return Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), powers=frozenset({"event.report"}))
