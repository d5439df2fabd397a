"""What people read instead of the keys of care entries."""

from django.utils.translation import gettext

from wangge.core.named import Named
from wangge.core.words import N_
from wangge.registry.care.models import Consent

CONSENT = {
    Consent.ASKED.value: N_("Not agreed yet"),
    Consent.GIVEN.value: N_("The person agrees"),
}


def consent_named(key: str) -> Named | None:
    """Whether the person agrees; None where it does not depend on that."""
    return Named(key, gettext(CONSENT[key])) if key else None
