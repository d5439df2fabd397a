"""What properties are tried with: moments, calendars, amounts of time and clocks with a history."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span

LOCAL = ZoneInfo("Asia/Shanghai")

kinds = st.sampled_from(ClockKind)

# Over the edge of the published years, in local time and in UTC: both arrive in practice.
moments = st.builds(
    lambda since, zone: (datetime(2024, 12, 1, tzinfo=LOCAL) + since).astimezone(zone),
    st.timedeltas(timedelta(0), timedelta(days=1185)),
    st.sampled_from([LOCAL, UTC]),
)

amounts = st.timedeltas(timedelta(0), timedelta(days=40))

calendars = st.builds(
    Calendar, st.dictionaries(st.dates(date(2024, 12, 1), date(2028, 6, 1)), st.booleans(), max_size=8)
)

spans = st.builds(Span, kinds, st.integers(0, 20) | st.sampled_from([0.5, 1.5, 2.25]))


@st.composite
def histories(draw, limit=spans):
    """A clock after any pauses, resumptions and extensions in order of time, and the last moment in it."""
    span = draw(limit)
    now = draw(moments)
    clock = clocks.started("handle", span, now)
    for verb in draw(st.lists(st.sampled_from(["pause", "resume", "extend"]), max_size=6)):
        now += draw(st.timedeltas(timedelta(0), timedelta(days=9)))
        match verb:
            case "pause":
                clock = clocks.pause(clock, now)
            case "resume":
                clock = clocks.resume(clock, now)
            case _:
                clock = clocks.extend(clock, span)
    return clock, now


def at(text: str) -> datetime:
    """A local moment: `at("2026-02-13 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
