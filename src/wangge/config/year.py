"""GET /calendar/years/{year}    which days of a year are working days here, and why"""

from datetime import date, timedelta

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY
from wangge.core import versions
from wangge.core.clocks.settled import calendar_at
from wangge.core.http.documents import json_response
from wangge.core.http.openapi import answer
from wangge.core.problems import invalid
from wangge.core.words import N_

router = Router(tags=["set-up"], auth=ANY)
# What a person may turn the pages to; the clocks reckon beyond.
YEARS = range(2000, 2100)


class YearDay(msgspec.Struct, frozen=True):
    """`settled`: an administrator said so. `sure`: the arrangement for this day has been published."""

    day: date
    working: bool
    settled: bool
    sure: bool


class Year(msgspec.Struct, frozen=True):
    """Every day of the year in order, and how many of them are working days."""

    year: int
    working: int
    days: list[YearDay]


@router.get("/calendar/years/{year}", summary="The working days of a year", openapi_extra=answer(Year))
def whole_year(request: HttpRequest, year: int) -> HttpResponse:  # noqa: ARG001  who asks makes no difference
    if year not in YEARS:
        raise invalid(year=N_("Choose a year from 2000 to 2099"))
    calendar = calendar_at(versions.current()["calendar"])
    first = date(year, 1, 1)
    days = [
        YearDay(day, calendar.working(day), day in calendar.settled, calendar.sure(day))
        for day in (first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days))
    ]
    return json_response(Year(year, sum(each.working for each in days), days))
