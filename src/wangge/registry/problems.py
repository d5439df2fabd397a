"""What may stand against a change of the register."""

from wangge.core import problems
from wangge.core.words import N_

KNOWN = problems.kind("registry.known", 409, N_("This person is in the register of your area already"))
HEAD = problems.kind("registry.head", 409, N_("The household has a head already"))
GONE = problems.kind("registry.gone", 409, N_("This person is no longer here"))
HOME_THERE = problems.kind("registry.home-there", 409, N_("There is a home at this address already"))
ADDRESS_THERE = problems.kind("registry.address-there", 409, N_("There is this address already"))
PLACE_THERE = problems.kind("registry.place-there", 409, N_("An open place here has this credit code"))
NOT_MERGED = problems.kind("registry.not-merged", 409, N_("This merge has been undone already"))
CANNOT_MERGE = problems.kind("registry.cannot-merge", 409, N_("These two entries cannot be merged"))
MERGED_SINCE = problems.kind(
    "registry.merged-since",
    409,
    N_("The entry that stayed has been merged since: take that apart first"),
)
NOT_COMPARED = problems.kind("registry.not-compared", 409, N_("Take the steps of an import in their order"))
TABLE_DONE = problems.kind("registry.table-done", 409, N_("This table has been entered already"))
COMPONENT_THERE = problems.kind(
    "registry.component-there", 409, N_("There is a component of this code already")
)
