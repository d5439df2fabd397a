"""The ways a report may come in. A system's token speaks for one of them, so the table stands beside tokens."""

from wangge.core.words import N_

CHANNELS = {
    "patrol": N_("Patrol"),
    "hotline_12345": N_("Hotline 12345"),
    "hotline_8890": N_("Service line 8890"),
    "smart_city": N_("Smart-city management"),
    "enforcement": N_("Administrative enforcement"),
    "comprehensive": N_("Comprehensive governance"),
    "resident": N_("Resident"),
}
