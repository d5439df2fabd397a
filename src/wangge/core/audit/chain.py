"""Why nobody can alter the audit log unseen: every entry gets a link in one chain, keyed, with its hash before it.

Entries are written by many transactions at once, and one chain written by all of them would make each wait for
the slowest. So a job links what has been committed since, every minute, in whatever order it became visible: the
order of the chain is the order of linking (docs/decisions/0017). A link covers the entry's number and content and
the link before it, with a key that is not in the database.

Links at the end could be cut off together with their entries, and the rest would still hold: so the job notes the
last one in a file beside the database, and what is noted must be there.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
from django.db import connection, models, transaction
from django.utils.timezone import now

from wangge.core import secrets
from wangge.core.audit.log import AuditEntry
from wangge.core.scope import Closed

GENESIS = ""
AT_ONCE = 2000
# No transaction that writes an entry is open longer: what is looked through for entries without a link.
LONGEST = timedelta(days=2)
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('wangge audit chain'))"


class AuditLink(models.Model):
    """The place of one entry in the chain; `number` counts from 1 without a gap."""

    append_only = True
    scope = Closed("proves the log; `wangge audit verify` reads it")

    number = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64, db_collation="C")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.number}: {self.hash[:8]}"


def link() -> int:
    """Link every entry that has none, and note the last link; how many. Nothing if another process is at it."""
    total = 0
    while True:
        with transaction.atomic():
            added = _link_some()
        total += added
        if added < AT_ONCE:
            return total


def _link_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        (mine,) = cursor.fetchone()
    if not mine:
        return 0
    last = AuditLink.objects.order_by("-number").first()
    waiting = AuditEntry.objects.filter(~linked()).order_by("id")
    if last is not None:
        waiting = waiting.filter(at__gt=last.at - LONGEST)
    number, prev = (last.number, last.hash) if last else (0, GENESIS)
    links: list[AuditLink] = []
    for entry in waiting[:AT_ONCE]:
        number += 1
        prev = seal(number, entry, prev)
        links.append(AuditLink(number=number, entry=entry.pk, hash=prev))
    AuditLink.objects.bulk_create(links)
    if links:
        transaction.on_commit(lambda: note_head(number, prev))
    return len(links)


def linked() -> models.Exists:
    """Whether an entry has its link."""
    return models.Exists(AuditLink.objects.filter(entry=models.OuterRef("pk")))


def seal(number: int, entry: AuditEntry, prev: str) -> str:
    """The hash of a link, 64 hexadecimal digits. `entry` as read from the database."""
    content = msgspec.json.encode(
        [
            number,
            entry.pk,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            [entry.actor_kind, entry.actor_label, entry.person, entry.posting, entry.token],
            [entry.action, entry.object_kind, entry.object_no, entry.reason, entry.address],
            entry.data,
            prev,
        ],
        order="deterministic",
    )
    return hmac.new(_key(), content, sha256).hexdigest()


def head() -> tuple[int, str] | None:
    """The last link that was noted on this machine, as (number, hash); None where nothing was noted."""
    try:
        number, _, digest = _head_file().read_text().strip().partition(" ")
    except FileNotFoundError:
        return None
    return int(number), digest


def note_head(number: int, digest: str) -> None:
    """Note the last link beside the database; a reader never sees half of it."""
    path = _head_file()
    made = path.with_name(f".{path.name}")
    made.touch(mode=0o600)
    made.write_text(f"{number} {digest}\n")
    made.replace(path)


def _head_file() -> Path:
    return secrets.folder() / f"audit-head-{connection.settings_dict['NAME']}"


@cache
def _key() -> bytes:
    return bytes.fromhex(secrets.secret("audit-chain"))


def by_number(numbers: Sequence[int]) -> dict[int, AuditEntry]:
    """Entries by their number; what is gone is not in it."""
    return AuditEntry.objects.in_bulk(numbers)
