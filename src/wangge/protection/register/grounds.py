"""Why an activity needs an impact assessment before it begins: the five grounds of PIPL §55, its third one in
three."""

from collections.abc import Mapping

from django.utils.translation import gettext

from wangge.core.named import Named
from wangge.core.words import N_

GROUNDS: Mapping[str, tuple[str, str]] = {
    "sensitive": (N_("Sensitive personal information"), N_("PIPL §55(1)")),
    "automated": (N_("Decisions by automation"), N_("PIPL §55(2)")),
    "entrusted": (N_("Entrusted to others"), N_("PIPL §55(3)")),
    "provided": (N_("Given to other handlers"), N_("PIPL §55(3)")),
    "published": (N_("Published"), N_("PIPL §55(3)")),
    "abroad": (N_("Goes abroad"), N_("PIPL §55(4)")),
    "other": (N_("Influences the person's rights strongly otherwise"), N_("PIPL §55(5)")),
}


class Ground(Named, frozen=True):
    """Why it needs an assessment, and where the law says so."""

    law: str


def ground(key: str) -> Ground:
    label, law = GROUNDS[key]
    return Ground(key, gettext(label), gettext(law))
