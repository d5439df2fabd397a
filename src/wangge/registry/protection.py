"""What the register holds, as the section of `docs/data-protection.md` that is written from the definitions."""

from collections.abc import Iterator

from django.utils.translation import override

from wangge.accounts.roles import powers, source
from wangge.registry import definitions
from wangge.registry.care import protection as care
from wangge.registry.definitions import Field, Group

SUBJECTS = {"person": "a person", "dwelling": "a home", "organisation": "an organisation"}
COLUMNS = (
    "group", "facts (**sealed**)", "purpose", "legal basis", "from", "asked again", "deleted", "seen by",
    "revealed by",
)  # fmt: skip


def section() -> str:
    """Markdown, in English with the Chinese name of each group: one table a subject, and what is refused."""
    with override("en"):
        return "\n".join([*_tables(), *care.tables(), *_refused()]) + "\n"


def _tables() -> Iterator[str]:
    for subject, called in SUBJECTS.items():
        yield f"### Of {called}\n"
        yield "| " + " | ".join(COLUMNS) + " |"
        yield "|" + "---|" * len(COLUMNS)
        for group in definitions.source().groups:
            if group.subject == subject:
                yield _row(group)
        yield ""


def _row(group: Group) -> str:
    sources = definitions.sources()
    cells = (
        f"{group.en} {group.name}" + (" (sensitive, §28)" if group.sensitive else "") + _kinds(group),
        ", ".join(map(_fact, group.fields)),
        definitions.purposes()[group.purpose].en,
        f"{group.basis_en} ({group.basis})",
        ", ".join(sources[each].en.lower() for each in group.sources if each != "demo"),
        f"after {group.valid_days} days" if group.valid_days else "when it changes",
        f"{group.keep_days} days after it ended",
        holders(group.see),
        holders(group.reveal) if group.reveal else "nothing is sealed",
    )
    return "| " + " | ".join(cells) + " |"


def _kinds(group: Group) -> str:
    kinds = definitions.choices("person_kind")
    return " – of: " + ", ".join(kinds[each].en.lower() for each in group.kinds) if group.kinds else ""


def _fact(field: Field) -> str:
    return f"**{field.en.lower()}**" if field.sealed else field.en.lower()


def holders(power: str) -> str:
    """A power with the roles that hold it as they are shipped."""
    roles = [role.en.lower() for role in source().roles if power in role.powers]
    return f"`{powers()[power].key}`: {', '.join(roles)}"


def _refused() -> Iterator[str]:
    yield "### Never in the register\n"
    yield "With one of these words in a definition the platform does not start (`refused_words.yaml`):\n"
    for reason, words in definitions.refused_words().items():
        yield f"- {reason.replace('_', ' ')}: {', '.join(words)}"
