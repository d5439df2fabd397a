"""Proving the chain of the audit log: what was altered, removed, added or cut off, by number."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
from django.utils.timezone import now

from wangge.core.audit.chain import GENESIS, AuditLink, by_number, head, linked, seal
from wangge.core.audit.log import AuditEntry
from wangge.core.audit.retention import FORGOTTEN

PAGE = 1000
# What is older and has no link was slipped in, or the job that links stands still: both are for people to see.
SOON = timedelta(minutes=30)


class Fault(msgspec.Struct, frozen=True):
    """Where the chain breaks: number of the link (0: none), of the entry (0: none), and why in a stable word."""

    link: int
    entry: int
    why: str


def faults() -> Iterator[Fault | None]:
    """For each link, in order, its fault or None; then what has no link. Two statements a page."""
    expected, prev = 1, GENESIS
    noted = head()
    # A chain that begins later than 1 says why itself: the entry about what was deleted stands further on in it.
    first = AuditLink.objects.order_by("number").first()
    if first is not None and first.number > 1:
        cut = AuditEntry.objects.filter(action=FORGOTTEN, data__upto=first.number - 1).order_by("-id").first()
        if cut is None:
            yield Fault(1, 0, "missing")
            expected, prev = first.number, ""
        else:
            expected, prev = first.number, str(cut.data.get("hash", ""))
    last = 0
    while page := list(AuditLink.objects.filter(number__gt=last).order_by("number")[:PAGE]):
        entries = by_number([link.entry for link in page])
        for link in page:
            last = link.number
            if link.number != expected:
                yield Fault(expected, 0, "missing")
            entry = entries.get(link.entry)
            if entry is None:
                yield Fault(link.number, link.entry, "gone")
            elif link.number == expected and seal(link.number, entry, prev) == link.hash:
                yield None
            else:
                yield Fault(link.number, link.entry, "altered")
            if noted and noted[0] == link.number and noted[1] != link.hash:
                yield Fault(link.number, link.entry, "head")
            expected, prev = link.number + 1, link.hash
    if noted and noted[0] >= expected:
        yield Fault(noted[0], 0, "cut")
    for number in AuditEntry.objects.filter(~linked(), at__lt=now() - SOON).values_list("id", flat=True):
        yield Fault(0, number, "unlinked")
