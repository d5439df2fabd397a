"""What people read instead of the keys of the register."""

from django.utils.translation import gettext

from wangge.core.named import Named
from wangge.core.words import N_
from wangge.registry import definitions

WHOLE = "copy"  # the field a reading names when all of them were seen
EXPORTED = "export"  # when some of them were taken out in a list
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
    "access_given": N_("Given a code to look with"),
    "access_ended": N_("Code taken back"),
    "restricted": N_("Objected to"),
    "erased": N_("Deleted at the person's wish"),
}


def action(key: str) -> Named:
    return Named(key, gettext(ACTIONS[key]))


def field_label(key: str) -> str:
    """What people call the field of a person that a reading names."""
    if key == WHOLE:
        return gettext(N_("A copy of everything"))
    if key == EXPORTED:
        return gettext(N_("Taken out in a list"))
    known = {each.key: each for group in definitions.groups("person").values() for each in group.fields}
    return known[key].label if key in known else key


def any_field(key: str) -> str:
    """What people call a field of the register, whomever it is of; "" for none there is. Those of care registers have
    no name here: it would say in the audit log by which register somebody is cared for."""
    if key in (WHOLE, EXPORTED):
        return field_label(key)
    known = (each for group in definitions.source().groups for each in group.fields)
    return next((each.label for each in known if each.key == key), "")
