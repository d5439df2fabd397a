"""Activities without a definition of their own, as the section of `docs/data-protection.md` written from them."""

from collections.abc import Iterator

from django.utils.translation import override

from wangge.protection.register.activities import Activity, activities, source
from wangge.registry.protection import holders

COLUMNS = ("activity", "facts (**sealed**)", "of whom", "purpose", "legal basis", "from", "kept", "seen by")


def section() -> str:
    """Markdown, in English with the Chinese name of each activity."""
    with override("en"):
        return "\n".join(_table()) + "\n"


def _table() -> Iterator[str]:
    yield "### Other processing\n"
    yield "What the register of processing holds beside the groups, care registers and lists above.\n"
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    names = {each.key: each.name for each in source().activities}
    for activity in activities():
        if activity.kind == "platform":
            yield _row(activity, names[activity.key])


def _row(activity: Activity, name: str) -> str:
    facts = (f"**{each.label.lower()}**" if each.sealed else each.label.lower() for each in activity.facts)
    cells = (
        f"{activity.label} {name}" + (" (sensitive, §28)" if activity.sensitive else ""),
        ", ".join(facts),
        activity.about,
        activity.purpose,
        activity.basis,
        activity.source,
        "; ".join(activity.kept),
        "; ".join([*map(holders, activity.see), *([activity.own] if activity.own else [])]),
    )
    return "| " + " | ".join(cells) + " |"
