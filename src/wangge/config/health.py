"""Whether the platform can do its work right now."""

from importlib.metadata import version

from django.db import Error, connection, transaction
from django.http import HttpRequest
from ninja import Router, Schema

from wangge.core import problems
from wangge.core.problems import Problem

PATIENCE_MS = 2000
router = Router(tags=["platform"])


class Health(Schema):
    state: str
    version: str


@router.get("/health", response=Health, auth=None, summary="Is the platform up?")
def health(request: HttpRequest) -> Health:  # noqa: ARG001  every view takes it
    """Asks the database one question and waits two seconds for the answer; 503 when there is none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE_MS)])
    except Error as error:
        raise Problem(problems.UNAVAILABLE) from error
    return Health(state="ok", version=version("wangge"))
