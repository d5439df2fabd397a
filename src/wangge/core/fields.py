"""Column types that keep typed values in JSON: decoded once when a row is loaded, never twice."""

from typing import Any

import msgspec
from django.db import models

from wangge.core.clocks.clock import Clock

_decoder = msgspec.json.Decoder(list[Clock])


class ClocksField(models.JSONField):
    """A list of clocks in a jsonb column."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[Clock]:
        # A case that is joined and is not there (the one this was merged into) has no clocks either.
        return [] if value is None else _decoder.decode(value)

    def get_prep_value(self, value: Any) -> Any:
        return msgspec.to_builtins(value)
