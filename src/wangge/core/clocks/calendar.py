"""Which days are working days in China: weekends, statutory holidays and the swapped working days.

The State Council publishes next year's arrangement each November; `chinesecalendar` carries it up to some
year. Beyond that year the calendar falls back to weekends and the holidays whose date never moves, and says
that it is not sure. Administrators may settle single days; their word comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import chinese_calendar

# New Year, Labour Day, National Day: fixed by the Regulation on Public Holidays (2024 revision), article 2.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@lru_cache(maxsize=4096)
def _published(day: date) -> bool | None:
    """Whether a day is a working day by the published arrangement; None where none is published yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class Calendar:
    """`settled` maps a day to whether it is a working day here, whatever the published arrangement says."""

    settled: Mapping[date, bool] = field(default_factory=dict)

    def working(self, day: date) -> bool:
        if day in self.settled:
            return self.settled[day]
        published = _published(day)
        if published is not None:
            return published
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS

    def sure(self, day: date) -> bool:
        """Whether the answer for this day rests on a published or settled arrangement."""
        return day in self.settled or _published(day) is not None
