"""How many rows a page may be asked for, as a parameter of a route."""

from typing import Annotated

from ninja import Query

from wangge.core.http.pages import MOST

Limit = Annotated[int, Query(ge=1, le=MOST)]
