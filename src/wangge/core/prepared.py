"""The prepared statements of one connection, sent the shortest way libpq knows.

A cursor is made, asked and thrown away for every statement, which costs more than a small statement itself.
Here a statement is named once per connection and then executed by its name; values are written and read by the
connection's own adapters, as a cursor would.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.datetime import TimestamptzLoader

# Names kept at most: the server holds a plan for each. Lists by every mix of filters stay well below.
MOST = 300

_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)
# The table a plan was made for has changed, or somebody has thrown the plan away: neither has done anything yet.
_OUTDATED = (b"0A000", b"26000")
_SQLSTATE = psycopg.pq.DiagnosticField.SQLSTATE


class Prepared:
    """What one connection has prepared. A connection belongs to one thread, and so does this."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn: PGconn = connection.pgconn
        # Django's reader of moments is written in Python, to give them its own time zone; the connection speaks UTC
        # anyway, so psycopg's own gives the same ten times as fast. A cursor has adapters of its own to say so.
        context = psycopg.Cursor(connection)
        context.adapters.register_loader("timestamptz", TimestamptzLoader)
        self._values = Transformer.from_context(context)
        self._names: OrderedDict[tuple[bytes, tuple[int, ...]], bytes] = OrderedDict()
        self._made = 0

    def execute(self, sql: bytes, params: Sequence[Any], fresh: bool = False) -> list[tuple[Any, ...]]:
        """The rows of a statement with `$1, $2, …`; psycopg's errors, with their diagnosis. `fresh`: planned for
        these very values, and not kept."""
        values = self._values
        given = values.dump_sequence(params, [PyFormat.AUTO] * len(params))
        key = (sql, tuple(values.types or ()))
        formats = values.formats
        if fresh:
            return self._read(self._pgconn.exec_params(sql, given, key[1], formats))
        result = self._send(key, given, formats)
        if result.status in _FAILED and self._outdated(result):
            result = self._send(key, given, formats)
        return self._read(result)

    def _read(self, result: PGresult) -> list[tuple[Any, ...]]:
        if result.status in _FAILED:
            raise self._error(result)
        if result.status != ExecStatus.TUPLES_OK:
            return []
        values = self._values
        values.set_pgresult(result)
        try:
            return values.load_rows(0, result.ntuples, tuple)
        finally:
            values.set_pgresult(None)  # else the last result of every connection stays in memory

    def begin(self) -> None:
        """Begin the transaction that psycopg would begin with its own first statement."""
        if self._pgconn.transaction_status == TransactionStatus.IDLE:
            result = self._pgconn.exec_(b"BEGIN")
            if result.status in _FAILED:
                raise self._error(result)

    def _send(self, key: tuple[bytes, tuple[int, ...]], given: Sequence[Any], formats: Any) -> PGresult:
        name = self._names.get(key)
        if name is None:
            self._made += 1
            name = b"wangge_%d" % self._made
            result = self._pgconn.prepare(name, key[0], key[1])
            if result.status in _FAILED:
                return result
            self._names[key] = name
            if len(self._names) > MOST:
                _, oldest = self._names.popitem(last=False)
                self._pgconn.exec_(b"DEALLOCATE " + oldest)
        else:
            self._names.move_to_end(key)
        return self._pgconn.exec_prepared(name, given, formats)

    def _outdated(self, result: PGresult) -> bool:
        """Whether to prepare it again: not within a transaction, which the failure has ended."""
        if (
            result.error_field(_SQLSTATE) in _OUTDATED
            and self._pgconn.transaction_status == TransactionStatus.IDLE
        ):
            self._names.clear()
            self._pgconn.exec_(b"DEALLOCATE ALL")
            return True
        return False

    def _error(self, result: PGresult) -> psycopg.Error:
        if self._pgconn.status == ConnStatus.BAD:
            return psycopg.OperationalError(result.get_error_message())
        return psycopg.errors.error_from_result(result)


_of: WeakKeyDictionary[psycopg.Connection[Any], Prepared] = WeakKeyDictionary()


def prepared(connection: psycopg.Connection[Any]) -> Prepared:
    """What this connection has prepared; made when it is asked for the first time."""
    found = _of.get(connection)
    if found is None:
        found = _of[connection] = Prepared(connection)
    return found
