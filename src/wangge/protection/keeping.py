"""The job of the desk, by the name it acts under, and how long what the desk keeps is kept."""

from datetime import timedelta

from wangge.core.deletions import rule
from wangge.core.words import N_

FORGET = "protection.forget"
# Assessments and records of processing are kept for three years at least (PIPL §56), one of them a leap year. Nothing
# may be set shorter, so this is no setting. Breaches are kept as long: a choice of ours.
KEPT = timedelta(days=3 * 365 + 1)

ASSESSMENTS = rule(
    "protection.assessments", FORGET, N_("Words of impact assessments"), N_("the assessment has ended"), KEPT
)
BREACHES = rule(
    "protection.breaches", FORGET, N_("Words of the breach record"), N_("the breach was closed"), KEPT
)
