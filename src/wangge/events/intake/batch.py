"""Many reports in one request: what a phone that was offline or a hotline has collected.

Each is filed by the rules of a single one (`intake`), under numbers read in one statement and stored in one.
`all`: all of them or none. `each`: those that can be; of the others the answer says why not.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from django.db import DataError, IntegrityError, transaction
from django.utils.timezone import now as clock_now

from wangge.core import numbers, problems
from wangge.core.actors import Actor
from wangge.core.http.documents import convert
from wangge.core.http.middleware import as_problem
from wangge.core.http.writes import KEY
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.intake.reports import Filed, Filing, Report, checked, keep, prepare
from wangge.events.loop.database import Database

log = logging.getLogger(__name__)

MOST = 100
REFUSED = problems.kind("batch.refused", 422, N_("Some reports cannot be filed, so none was"))


class BatchReport(Report, forbid_unknown_fields=True, kw_only=True):
    """A report of a batch. `key` stands for the Idempotency-Key it would have if it were sent alone: a report
    that may have arrived already, alone or in another batch, is not filed twice."""

    key: str = ""


class BatchRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Up to 100 reports. `mode`: `all` files all or none, `each` files those that can be filed."""

    reports: list[BatchReport]
    mode: Literal["all", "each"] = "all"


class RawBatch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A batch as it is read: one report that does not fit shall not hide the others."""

    reports: list[Any]
    mode: Literal["all", "each"] = "all"


def file_batch(asked: RawBatch, actor: Actor, key: str | None = None) -> list[Filed | Problem]:
    """What became of each report, in order. Under the batch's `key`, a report without one of its own has that key
    and its place in the batch.

    FORBIDDEN if the actor may not report; in mode `all` REFUSED, naming the fields of every report that cannot
    be filed, as `reports.3.text`.
    """
    if not actor.may("event.report"):
        raise Problem(problems.FORBIDDEN)
    if not 1 <= len(asked.reports) <= MOST:
        raise invalid(reports=N_("Send 1 to 100 reports"))
    outcomes = _prepared(asked.reports, actor, key)
    if asked.mode == "each":
        return _kept(outcomes)
    _refuse_unless_all(outcomes)
    with transaction.atomic():
        results = _in_order(outcomes, keep([each for each in outcomes if isinstance(each, Filing)]))
        _refuse_unless_all(results)
    return results


def _prepared(raw: Sequence[Any], actor: Actor, key: str | None) -> list[Filing | Problem]:
    """Each report decided upon, or what is wrong with it."""
    now = clock_now()
    read: list[tuple[Report, str, str | None] | Problem] = []
    for place, each in enumerate(raw):
        try:
            report, own = _read(each)
            read.append((report, checked(report, actor, now), own or (f"{key}:{place}" if key else None)))
        except Problem as problem:
            read.append(problem)
    good = sum(not isinstance(each, Problem) for each in read)
    if not good:
        return [each for each in read if isinstance(each, Problem)]
    serials, current = numbers.opening(good)
    world, serial = Database(current), iter(serials)
    outcomes: list[Filing | Problem] = []
    for each in read:
        if isinstance(each, Problem):
            outcomes.append(each)
            continue
        report, channel, own = each
        try:
            outcomes.append(prepare(report, channel, actor, own, next(serial), world, now))
        except Problem as problem:
            outcomes.append(problem)
    return outcomes


def _read(raw: Any) -> tuple[Report, str]:
    """A report and its own key, which is no part of it: sent alone, it is the same report."""
    report = convert(raw, BatchReport)
    if report.key and not KEY.fullmatch(report.key):
        raise invalid(key=N_("8 to 80 visible ASCII characters"))
    plain = {name: getattr(report, name) for name in Report.__struct_fields__}
    return Report(**plain), report.key


def _kept(outcomes: Sequence[Filing | Problem]) -> list[Filed | Problem]:
    """Stored together; where the database refuses one of them, one by one, so that it holds up no other."""
    filings = [each for each in outcomes if isinstance(each, Filing)]
    try:
        kept = keep(filings) if filings else []
    except (DataError, IntegrityError):
        log.exception("a batch of %s is filed one by one", len(filings))
        kept = [_alone(each) for each in filings]
    return _in_order(outcomes, kept)


def _alone(filing: Filing) -> Filed | Problem:
    try:
        (filed,) = keep([filing])
    except (DataError, IntegrityError) as error:
        return as_problem(error)
    return filed


def _in_order(outcomes: Sequence[Filing | Problem], kept: Sequence[Filed | Problem]) -> list[Filed | Problem]:
    rest = iter(kept)
    return [each if isinstance(each, Problem) else next(rest) for each in outcomes]


def _refuse_unless_all(outcomes: Sequence[Filing | Filed | Problem]) -> None:
    wrong = {place: each for place, each in enumerate(outcomes) if isinstance(each, Problem)}
    if wrong:
        params = {name: value for each in wrong.values() for name, value in each.params.items()}
        raise Problem(REFUSED, fields=dict(_faults(wrong)), params=params)


def _faults(wrong: dict[int, Problem]) -> Iterator[tuple[str, str]]:
    """The fields at fault as seen from the batch; where it is none of them, the report itself."""
    for place, problem in wrong.items():
        if not problem.fields:
            yield f"reports.{place}", problem.kind.title
        for field, message in problem.fields.items():
            yield f"reports.{place}.{field}", message
