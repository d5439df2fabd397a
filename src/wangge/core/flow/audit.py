"""Proving the chains of every kind of case, from one list of their tables (design §3)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import F

from wangge.core.actors import job
from wangge.core.flow.chain import Fault, verify
from wangge.core.flow.models import Case
from wangge.core.flow.writing import step_model
from wangge.core.rows import guarded_if_needed

# Who proves, to the database: cases that nobody but a few may see are proved as well.
PROVING = job("audit.verify")
PAGE = 500


def case_models() -> list[type[Case]]:
    """Every table of cases there is, in the order of its name: whatever derives from `Case` is audited."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, Case)), key=lambda model: model._meta.label
    )


def faults(model: type[Case], case_no: str | None = None) -> Iterator[Fault | None]:
    """For each case of a table, in order of its number in the database: its first fault, or None.

    Reads pages of cases and their steps: two statements a page, whatever the size of the table. Steps whose
    case is gone cannot exist (foreign key); a case without steps is a fault of its own. Version and head are
    read again with the steps: work that goes on between the two statements is no fault.
    """
    steps = step_model(model)
    last = 0
    while True:
        with guarded_if_needed(model, PROVING):
            rows = model._default_manager.filter(pk__gt=last).order_by("pk")
            if case_no is not None:
                rows = rows.filter(case_no=case_no)
            page = list(rows.values_list("pk", "case_no")[:PAGE])
            if not page:
                return
            last = page[-1][0]
            chains: dict[int, list[Any]] = {pk: [] for pk, _ in page}
            read = steps._default_manager.filter(case_id__in=chains).order_by("case_id", "seq")
            for step in read.annotate(
                case_version=F("case__version"), case_head=F("case__head"), case_state=F("case__state")
            ):
                chains[step.case_id].append(step)
        for pk, number in page:
            chain = chains[pk]
            if not chain:  # what is stored was opened by a step, whatever version and head say now
                yield Fault(number, 1, "missing")
                continue
            first, latest = chain[0], chain[-1]
            fault = verify(
                number, first.case_version, first.case_head, (step.record(number) for step in chain)
            )
            if fault is None and latest.target != latest.case_state:
                fault = Fault(number, latest.seq, "state")
            yield fault
