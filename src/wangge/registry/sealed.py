"""The sealed column of the register, and what each value is bound to."""

from wangge.core.crypto.columns import Sealed
from wangge.registry.facts import context
from wangge.registry.models import Fact

SEALED = (Sealed(Fact, "sealed", lambda row: context(row.subject, row.subject_id, row.group)),)
