"""Who shows the secret of a case: its reporter, without an account.

Wrong secrets are counted by address, and by case and address: after so many of them even the right one waits, so
that nobody learns by trying. A case that does not exist is answered like a wrong secret, and as slowly.
"""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import APIKeyHeader

from wangge.core import problems, rates
from wangge.core.http.callers import address_of
from wangge.core.problems import Problem
from wangge.events.case import follow


class SecretAuth(APIKeyHeader):
    """The secret handed out with the case number."""

    param_name = "X-Case-Secret"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not key:
            return None
        match = request.resolver_match
        case_no = str(match.kwargs.get("case_no", "")) if match else ""
        address = address_of(request)
        rates.refuse_if_full(address, ("follow.case", case_no), ("follow.address", ""))
        actor = follow.reporter_of(case_no, key)
        if actor is None:
            rates.count("follow.case", address, case_no)
            rates.count("follow.address", address)
            raise Problem(problems.NOT_FOUND)
        cast(Any, request).actor = actor  # as every other authentication does
        return actor
