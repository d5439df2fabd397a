"""Case numbers: one matter, one code (一案一码), across all kinds of case.

Sixteen digits that can be read out over a telephone: the day, a running number and a check digit (Luhn), so a
digit heard wrong is noticed before anything is looked up.
"""

from datetime import date, datetime

from stdnum import luhn

from wangge.core import statements, versions
from wangge.core.clocks.reckon import LOCAL


def opening(count: int = 1) -> tuple[list[int], dict[str, int]]:
    """What opening `count` cases needs to know, in one statement: that many running numbers, and the current
    number of everything published in versions."""
    rows = statements.run(
        f"SELECT nextval('core_case_number'), {versions.sql()} FROM generate_series(1, %s)",  # noqa: S608
        (count,),
    )
    return [row[0] for row in rows], versions.read(rows[0][1:])


def case_no(serial: int, at: datetime) -> str:
    """The case number of a running number on the local day of `at`."""
    day: date = at.astimezone(LOCAL).date()
    digits = f"{day:%Y%m%d}{serial % 10_000_000:07d}"
    return digits + luhn.calc_check_digit(digits)


def plausible(number: str) -> bool:
    """Whether this could be a case number: sixteen digits with the right check digit."""
    return len(number) == 16 and number.isdigit() and bool(luhn.is_valid(number))
