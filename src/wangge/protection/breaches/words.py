"""What is said of a breach, part by part, sealed and bound to it. It names nobody: what contains a name is no
part."""

from wangge.core.crypto import open_, seal
from wangge.core.words import N_
from wangge.protection.models import Breach, BreachWords

PARTS = {
    "happened": N_("What happened"),
    "contained": N_("What was done at once"),
    "harm": N_("Cause and possible harm"),
    "advice": N_("What people can do against harm"),
    "spared": N_("Why people need not be told"),
    "lessons": N_("What was learnt"),
    "dismissed": N_("Why it is no breach"),
}


def context(case_no: str, part: str) -> str:
    return f"protection.breach:{case_no}:{part}"


def keep(case: Breach, part: str, text: str) -> None:
    """Write one part anew, inside `guarded` of somebody who works at the desk."""
    BreachWords.objects.update_or_create(
        case=case, part=part, defaults={"sealed": seal(text, context(case.case_no, part))}
    )


def said(case: Breach) -> dict[str, str]:
    """What is said, in the clear, by part: all of it for those who work at the desk, nothing for others. One
    query."""
    rows = BreachWords.objects.filter(case=case).values_list("part", "sealed")
    return {part: open_(bytes(sealed), context(case.case_no, part)) for part, sealed in rows}
