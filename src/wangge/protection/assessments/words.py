"""What an assessment says, part by part: the three things that PIPL §56 asks for."""

from wangge.core.words import N_
from wangge.protection.models import Assessment, AssessmentWords

# In the order of §56(1), (2), (3).
PARTS = {
    "purpose": N_("Whether purpose and means are lawful, legitimate and necessary"),
    "rights": N_("Influence on the rights of the person, and risks"),
    "measures": N_("Whether the protection is lawful, effective and fits the risk"),
}


def keep(case: Assessment, part: str, text: str) -> None:
    """Write one part anew."""
    AssessmentWords.objects.update_or_create(case=case, part=part, defaults={"text": text})


def said(case: Assessment) -> dict[str, str]:
    """What is said, by part; nothing once its time was up. One query."""
    return dict(AssessmentWords.objects.filter(case=case).values_list("part", "text"))
