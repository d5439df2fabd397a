"""The care registers, as the part of `docs/data-protection.md` that is written from their definitions."""

from collections.abc import Iterator

from wangge.registry.care.definitions import Register, registers

COLUMNS = (
    "register", "facts (**masked too**)", "purpose", "legal basis", "consent", "reviewed", "ends", "seen by"
)  # fmt: skip


def tables() -> Iterator[str]:
    """Markdown lines, in English with the Chinese name of each register."""
    yield "### Care registers\n"
    yield (
        "An entry is sealed whole, seen by the people it names and nobody else, and emptied the night after it ends"
        " ([how](decisions/0019-what-stays-of-care.md)); a look at it is on record until then.\n"
    )
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for register in registers().values():
        yield _row(register)
    yield ""


def _row(register: Register) -> str:
    facts = (f"**{each.en.lower()}**" if each.sealed else each.en.lower() for each in register.fields)
    cells = (
        f"{register.en} {register.name}" + (" (sensitive, §28)" if register.sensitive else ""),
        ", ".join(facts),
        register.purpose_en,
        f"{register.basis_en} ({register.basis})",
        "asked for, may be withdrawn" if register.consent == "required" else "not the basis; may be declined",
        f"every {register.review_days} days; missed for {register.missed_days} more, it ends",
        f"after {register.term_days} days, extended with a reason to {register.longest_days} at most",
        "the responsible person and those they add (`care.work`)",
    )
    return "| " + " | ".join(cells) + " |"
