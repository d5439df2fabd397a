"""Stories: cases of the demo city as they really went through the loop, to be told again elsewhere, at other times.

A story is not invented for the benchmark: the demo's cases were taken along the loop through the one door, so every
column, step and clock of a copy is one the platform writes itself.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from wangge.core.flow.chain import Record
from wangge.events.models import Event

# What belongs to one case alone, and no copy can have. A story that has any of them is not told again.
TIES = ("parent_id", "merged_into_id", "patrol_id")
# Who reported or worked: copies were reported by nobody in particular.
PEOPLE = ("reporter_id", "token_id", "handled_by", "asked_by", "endorsed_by")


class Story(msgspec.Struct, frozen=True):
    """One case: its columns by name (without `id`), its steps in order, and when it ended or was last moved."""

    columns: dict[str, Any]
    steps: list[Record]
    grid: str
    opened_at: datetime
    lasted: timedelta

    @property
    def open(self) -> bool:
        return self.columns["closed_at"] is None


def stories() -> list[Story]:
    """Every case of this database that stands for itself."""
    parts = set(Event.objects.exclude(parent=None).values_list("parent_id", flat=True))
    merged = set(Event.objects.exclude(merged_into=None).values_list("merged_into_id", flat=True))
    found = []
    for event in Event.objects.prefetch_related("steps"):
        if event.pk in parts | merged or any(getattr(event, tie) for tie in TIES):
            continue
        steps = sorted(event.steps.all(), key=lambda step: step.seq)
        columns = {
            field.attname: getattr(event, field.attname)
            for field in Event._meta.concrete_fields
            if not field.primary_key and not field.generated
        }
        found.append(
            Story(
                columns | dict.fromkeys(PEOPLE),
                [step.record(event.case_no) for step in steps],
                event.region_code,
                event.opened_at,
                event.moved_at - event.opened_at,
            )
        )
    return found
