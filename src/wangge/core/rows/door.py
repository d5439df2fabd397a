"""Adding a row to a guarded table that the one who adds it may not read."""

from django.db import connection
from django.db.models import Model

from wangge.core import statements


def drop_in(row: Model) -> None:
    """Insert a row, as into a letterbox: nothing comes back, not even its number. One prepared statement.

    For guards with `letterbox`: PostgreSQL would refuse the row to whoever asks for it back and may not see it.
    """
    meta = row._meta
    fields = [field for field in meta.local_concrete_fields if not (field.primary_key and row.pk is None)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statements.run(
        f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks})',  # noqa: S608  names of our own columns
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields],
    )
