"""The sealed column of the desk, and what each value is bound to."""

from wangge.core.crypto.columns import Sealed
from wangge.protection.breaches.words import context
from wangge.protection.models import BreachWords

SEALED = (Sealed(BreachWords, "sealed", lambda row: context(row.case.case_no, row.part), ("case",)),)
