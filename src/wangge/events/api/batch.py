"""Many reports in one request.

POST /reports/batch    file up to 100 reports, all or each
"""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.hot import HotRoute
from wangge.core.http.writes import idempotency_key
from wangge.core.problems import Problem
from wangge.events.api.hot import Receipt, receipt_of
from wangge.events.intake.batch import BatchRequest, RawBatch, file_batch
from wangge.events.intake.reports import Filed

# A hundred of the longest texts, written as JSON escapes.
LARGEST = 2 * 1024 * 1024


class BatchResult(msgspec.Struct, frozen=True):
    """What became of one report: its receipt, or the problem document that it alone would have been answered."""

    ok: bool
    receipt: Receipt | None = None
    problem: dict[str, Any] | None = None


class BatchResults(msgspec.Struct, frozen=True):
    """One for each report, in order."""

    results: list[BatchResult]


def report_batch(request: HttpRequest) -> HttpResponse:
    """All or each: the answer says of each report, in order, what became of it. A batch that is sent again, after
    its answer was lost, files nothing twice if it or its reports have keys or numbers of their own."""
    actor = identify(request)
    asked = convert(read_json(request, LARGEST), RawBatch)
    filed = file_batch(asked, actor, idempotency_key(request))
    return json_response(BatchResults([_result(each) for each in filed]))


def _result(filed: Filed | Problem) -> BatchResult:
    if isinstance(filed, Problem):
        return BatchResult(ok=False, problem=filed.document())
    return BatchResult(ok=True, receipt=receipt_of(filed))


HOT = (
    HotRoute("POST", "/reports/batch", report_batch, "File up to 100 reports, all or each", BatchRequest,
             BatchResults, tags=("events",)),
)  # fmt: skip
