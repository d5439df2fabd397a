"""Keeping the keys of open cases (`models.words.OpenWords`), so that words are found among them without a look into
every text.

Filing writes none: a job adds those of the cases that were opened an hour ago and more, and a search looks through
the younger ones as they are (`UPTO_SQL` says where they begin). Whoever reopens a case or puts it elsewhere writes
its keys at once. What stands here of cases that have ended is found and left aside until the job takes it away.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.timezone import now

from wangge.core import statements
from wangge.events.models import Event, OpenWordsKept

# A case is written a moment after the time it says it was opened at; an hour is longer than any transaction.
SETTLING = timedelta(hours=1)
# Open cases that were opened since then may have no keys yet.
UPTO_SQL = "coalesce((SELECT max(upto) FROM events_openwordskept), '-infinity')"

_WRITE = """
INSERT INTO events_openwords (case_id, keys) VALUES (%s, event_words(%s, %s, %s, NULL, NULL, '{}'))
ON CONFLICT (case_id) DO UPDATE SET keys = EXCLUDED.keys
"""
_ADD = """
INSERT INTO events_openwords (case_id, keys)
SELECT id, event_words(text, case_no, region_code, NULL, NULL, '{}') FROM events_event
 WHERE closed_at IS NULL AND opened_at >= %s AND opened_at < %s
ON CONFLICT (case_id) DO NOTHING
"""
# Whoever is just reopening a case has written its keys, and holds them or the case.
_TAKE_AWAY = """
DELETE FROM events_openwords WHERE case_id IN (
  SELECT w.case_id FROM events_openwords w JOIN events_event e ON e.id = w.case_id
   WHERE e.closed_at IS NOT NULL FOR UPDATE SKIP LOCKED)
"""


def write(case: Event) -> None:
    """The keys of a stored case as it is in memory, in the transaction that stores it."""
    statements.run(_WRITE, (case.pk, case.text, case.case_no, case.region_code))


@transaction.atomic
def keep() -> dict[str, int]:
    """Add the keys of what was opened since the last time, take away those of what has ended; how many of both."""
    until = now() - SETTLING
    kept = OpenWordsKept.objects.select_for_update().order_by("upto").last()
    since = kept.upto if kept else None
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [since or "-infinity", until])
        added = cursor.rowcount
        cursor.execute(_TAKE_AWAY)
        gone = cursor.rowcount
    if kept is None:
        OpenWordsKept.objects.create(upto=until)
    elif until > kept.upto:
        OpenWordsKept.objects.filter(pk=kept.pk).update(upto=until)
    return {"keys of open cases": added, "of ended": gone}
