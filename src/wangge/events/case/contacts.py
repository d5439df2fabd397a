"""How to reach a reporter: kept sealed, shown masked, revealed one at a time with a reason, then deleted.

Purpose: asking back and telling the result (PIPL §13, statutory duty). Kept until `KEEP` after the case is
closed, because it may be reopened and called back that long; then the row is deleted (PIPL §19).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import now

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.crypto import blind_index, mask_name, mask_phone, open_, seal
from wangge.core.deletions import deleted, rule
from wangge.core.problems import Problem, invalid
from wangge.core.rows import drop_in, guarded
from wangge.core.text import PHONE
from wangge.core.words import N_
from wangge.events.keeping import FORGET, FORGETTING
from wangge.events.models import Contact, Event
from wangge.network.scope import within

KEEP = timedelta(days=40)  # ten days to reopen, thirty to appeal (domain.md §3)
CONTACTS = rule("events.contacts", FORGET, N_("How to reach a reporter"), N_("the case has ended"), KEEP)
MOST_NAME = 40
NAME, NUMBER = "event.contact.name", "event.contact.phone"


@dataclass(frozen=True, slots=True)
class Reachable:
    name: str
    phone: str


def check(name: str, phone: str) -> None:
    """Raises a Problem naming what is wrong: a name is not too long; a phone number is a mobile (1[3-9] + 9 digits)
    or a landline with its area code, digits only."""
    if len(name) > MOST_NAME:
        raise invalid(**{"contact.name": N_("Too long")})
    if phone and not PHONE.fullmatch(phone):
        raise invalid(**{"contact.phone": N_("Not a phone number of this country")})


def keep(event: Event, name: str, phone: str) -> None:
    """Store a contact that was checked, sealed; call inside the transaction that opens the case."""
    drop_in(
        Contact(
            event=event,
            name_sealed=seal(name, f"{NAME}:{event.case_no}") if name else None,
            phone_sealed=seal(phone, f"{NUMBER}:{event.case_no}") if phone else None,
            phone_index=blind_index(phone, NUMBER) if phone else None,
        )
    )


def masked(contact: Contact | None, case_no: str) -> Reachable | None:
    """What anyone who may see the case sees of its reporter; `contact` as read inside `guarded`."""
    if contact is None:
        return None
    plain = _opened(contact, case_no)
    return Reachable(mask_name(plain.name), mask_phone(plain.phone))


def reveal(case_no: str, actor: Actor, reason: str, address: str = "") -> Reachable:
    """The contact in the clear, for whoever holds `event.reveal` and sees the case; logged with its reason."""
    with guarded(actor):
        return _reveal(case_no, actor, reason, address)


def _reveal(case_no: str, actor: Actor, reason: str, address: str) -> Reachable:
    event = within(Event.objects.select_related("contact"), actor).filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    if not actor.may("event.reveal"):
        raise Problem(problems.FORBIDDEN)
    if len(reason.strip()) < 2:
        raise invalid(reason=N_("Say what you need it for"))
    contact = getattr(event, "contact", None)
    if contact is None:
        raise Problem(problems.NOT_FOUND, N_("The reporter left no contact, or it has been deleted"))
    audit.record(
        actor, "contact.reveal", ("event", case_no), reason, address=address, region=event.region_code
    )
    return _opened(contact, case_no)


def purge() -> int:
    """Delete the contacts of cases that ended longer than `KEEP` ago; the number of rows."""
    with guarded(FORGETTING):
        rows, _ = Contact.objects.filter(event__closed_at__lt=now() - KEEP).delete()
        return deleted(CONTACTS, rows)


def _opened(contact: Contact, case_no: str) -> Reachable:
    return Reachable(
        open_(contact.name_sealed, f"{NAME}:{case_no}") if contact.name_sealed else "",
        open_(contact.phone_sealed, f"{NUMBER}:{case_no}") if contact.phone_sealed else "",
    )
