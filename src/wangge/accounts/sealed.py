"""The sealed columns of accounts, and what each value is bound to."""

from wangge.accounts.factors import actions
from wangge.accounts.models import Factor
from wangge.core.crypto.columns import Sealed

SEALED = (
    Sealed(Factor, "sealed", lambda row: actions.context(row.pk)),
    Sealed(Factor, "waiting_sealed", lambda row: actions.waiting_context(row.pk)),
)
