"""How long the log is kept: `settings.AUDIT_MONTHS`, never less than six months, and then deleted by a job.

The application's role cannot delete an entry. A function of the owner's does it (migration 0004): only from the
beginning of the chain, and only what is older than six months, whatever it is asked. That something was deleted is
an entry itself, with the link it went up to, so that the chain is proved from there.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now

from wangge.core.actors import job
from wangge.core.audit.chain import AuditLink, link, linked
from wangge.core.audit.log import AuditEntry, record
from wangge.core.deletions import deleted, rule
from wangge.core.words import N_

FORGOTTEN = "audit.forgotten"
FEWEST_MONTHS = 6
MONTH = timedelta(days=31)
# Not for a handful: each deletion is an entry, and would be deleted by one in its turn.
WORTH_IT = 1000
ENTRIES = rule(
    "core.audit",
    "core.audit_forget",
    N_("Entries of the audit log"),
    N_("it was written"),
    max(settings.AUDIT_MONTHS, FEWEST_MONTHS) * MONTH,
)


def forget() -> int:
    """Delete the oldest entries whose time is up; how many. Nothing before `WORTH_IT` of them have come together."""
    upto = _upto()
    if upto is None:
        with transaction.atomic():
            return deleted(ENTRIES, 0)
    entry = record(job("audit.forget"), FORGOTTEN, upto=upto.number, hash=upto.hash)
    link()
    if not AuditEntry.objects.filter(linked(), pk=entry.pk).exists():
        return 0  # another process links just now: the chain must say it before it is done
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT core_audit_forget(%s)", [upto.number])
        (count,) = cursor.fetchone()
        return deleted(ENTRIES, int(count))


def _upto() -> AuditLink | None:
    """The last link of the unbroken beginning of the chain in which every entry is old enough."""
    limit = now() - max(settings.AUDIT_MONTHS, FEWEST_MONTHS) * MONTH
    first = AuditLink.objects.order_by("number").first()
    if first is None:
        return None
    # Links are made within minutes of their entries, so what was linked before is older still.
    young = AuditLink.objects.filter(at__gte=limit).order_by("number").first()
    last = (
        young.number - 1
        if young
        else AuditLink.objects.order_by("-number").values_list("number", flat=True)[0]
    )
    if last - first.number + 1 < WORTH_IT:
        return None
    return AuditLink.objects.get(number=last)
