"""The words of a request: what was asked for, what was decided, what was done. Sealed, bound to their request."""

from dataclasses import dataclass

from wangge.core.crypto import open_, seal
from wangge.registry.requests.models import RightsRequest, RightsWords


@dataclass(frozen=True, slots=True)
class Said:
    asked: str = ""
    decided: str = ""
    done: str = ""


def context(case_no: str, column: str) -> str:
    return f"registry.rights:{case_no}:{column}"


def keep(case: RightsRequest, column: str, words: str) -> None:
    """Write one of the three, inside `guarded` of an actor who sees the request."""
    RightsWords.objects.update_or_create(
        case=case, defaults={f"{column}_sealed": seal(words, context(case.case_no, column))}
    )


def said(case: RightsRequest, row: RightsWords | None) -> Said:
    """The words of a request in the clear. No query."""
    if row is None:
        return Said()

    def clear(column: str) -> str:
        sealed = getattr(row, f"{column}_sealed")
        return open_(sealed, context(case.case_no, column)) if sealed else ""

    return Said(clear("asked"), clear("decided"), clear("done"))
