"""Walks at moments the test chooses: the same actions, taken through the same door with a clock given."""

from datetime import datetime
from typing import Any

from tests.events.loop.walk import CLOSING, PLAIN, TEXT, Walk, point, unit
from tests.personas import Cast
from wangge.core.flow.store import Result
from wangge.events.case import follow
from wangge.events.intake.reports import Report, file
from wangge.events.loop import actions


class Timed(Walk):
    def take(self, who: str, action: str, now: datetime, **data: Any) -> Result:
        """One action at this moment; a Problem where it is refused."""
        if who == "reporter":
            actor = follow.reporter_of(self.case_no, follow.secret_of(self.case_no))
            assert actor is not None
        else:
            actor = self.cast.actor(who)
        return actions.act(self.case_no, action, actor, data, self.row.version, now=now)


def reported(cast: Cast, now: datetime, item_code: str = PLAIN, text: str = TEXT) -> Timed:
    report = Report(text=text, item_code=item_code, seen_at=now, **point(cast))
    made = file(report, follow.anonymous(), now=now).event.case_no
    return Timed(cast, made, follow.secret_of(made))


def dispatched(cast: Cast, now: datetime, item_code: str = PLAIN) -> Timed:
    """Reported, accepted and dispatched to the handler's unit, all at this moment."""
    walk = reported(cast, now, item_code)
    walk.take("township_op", "accept", now, item_code=item_code)
    walk.take("township_op", "dispatch", now, lead=unit(), joint=[])
    return walk


def handling(cast: Cast, now: datetime, item_code: str = PLAIN) -> Timed:
    walk = dispatched(cast, now, item_code)
    walk.take("handler", "sign", now)
    return walk


def closed(cast: Cast, now: datetime, done: datetime, item_code: str = PLAIN) -> Timed:
    """Dispatched and signed for at `now`, done, verified and closed at `done`."""
    walk = handling(cast, now, item_code)
    walk.take("handler", "feed_back", done, result="已修好")
    walk.take("worker", "pass", done, method="on_site")
    walk.take("township_op", "close", done, **CLOSING)
    return walk
