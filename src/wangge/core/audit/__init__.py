"""The audit log: written by `record`, sealed in a chain by a job (`chain`), proved by `wangge audit verify`.

Names of actions are `what.did`. Those that end in one of `READING` read personal data or the log itself, and are
watched for odd reading (`watch`).
"""

from wangge.core.audit.log import AuditEntry, entries, record

__all__ = ["AuditEntry", "entries", "record"]
