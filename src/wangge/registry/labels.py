"""What people read instead of the keys of the register."""

from django.utils.translation import gettext

from wangge.core.named import Named
from wangge.core.words import N_

ACTIONS = {
    "opened": N_("Home entered"),
    "collected": N_("Collected"),
    "changed": N_("Changed"),
    "confirmed": N_("Confirmed"),
    "unchanged": N_("Nothing had changed"),
    "moved": N_("Moved"),
    "left": N_("Left"),
    "merged": N_("Merged"),
    "unmerged": N_("Merge undone"),
    "closed": N_("Closed"),
    "described": N_("Described anew"),
}


def action(key: str) -> Named:
    return Named(key, gettext(ACTIONS[key]))
