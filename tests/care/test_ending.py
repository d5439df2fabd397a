"""An entry ends by itself, and when it has ended nothing of it leads to the person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate, now

from tests.deletions import counted
from tests.guard import seen_whole
from wangge.core.actors import job
from wangge.core.audit import AuditEntry
from wangge.core.flow.audit import faults
from wangge.core.rows import guarded
from wangge.registry.care import queries
from wangge.registry.care.ending import end_and_delete
from wangge.registry.care.keeping import CARE
from wangge.registry.care.models import CareEntry, CareReading, CareStep, CareWords
from wangge.registry.care.world import commitment, written
from wangge.registry.models import Person

TOLD = "每周二上门，代买菜和药品"
REASON = "已入住养老机构"


def entry_of(case_no):
    with guarded(job(CARE)):
        return CareEntry.objects.get(case_no=case_no)


def push(case_no, days):
    """As if everything of an entry had happened so many days earlier."""
    entry = entry_of(case_no)
    clocks = [
        type(each)(
            each.name, each.limit, tuple(type(run)(run.since - timedelta(days=days), run.until) for run in each.runs),
            each.extended, each.stopped,
        )
        for each in entry.clocks
    ]  # fmt: skip
    with guarded(job(CARE)):
        CareEntry.objects.filter(pk=entry.pk).update(
            clocks=clocks,
            ends_on=entry.ends_on - timedelta(days=days),
            opened_at=now() - timedelta(days=days),
        )


def everything():
    """Every row of every table of care, and the log, as one text."""
    found = []
    with seen_whole(), connection.cursor() as cursor:
        for model in (CareEntry, CareStep, CareWords, CareReading, AuditEntry):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_it_works(care, active, person):
    """Ended by hand: emptied the same night, and the chain still holds."""
    care.see(active)
    care.act(active, "end", reason=REASON)
    assert care.see(active)["state"]["key"] == "ended"
    assert end_and_delete() == {"deleted": 1}
    assert end_and_delete() == {}
    assert counted("registry.care") == [1]
    entry = entry_of(active)
    assert (entry.person_id, entry.register, entry.workers, entry.responsible, entry.clocks) == (
        None,
        "",
        [],
        None,
        [],
    )
    assert entry.region_code == "21"
    with guarded(job(CARE)):
        assert not CareWords.objects.exists()
        assert not CareReading.objects.exists()
        assert CareStep.objects.filter(case=entry).count() == 3
    assert list(faults(CareEntry)) == [None]
    care.see(active, status=404)
    assert queries.about(person["number"]) == []
    assert AuditEntry.objects.get(action="care.deleted").data == {"rows": 1}


def test_nothing_that_stays_says_who_it_was(care, active, person):
    care.act(active, "help", kind="visit", told=TOLD)
    care.see(active)
    care.act(active, "end", reason=REASON)
    end_and_delete()
    left = everything()
    for word in (
        person["name"],
        TOLD,
        REASON,
        "独居，腿脚不便",
        "每周买菜一次",
        "13900000002",
        "elderly_alone",
    ):
        assert word not in left, word
    with guarded(job(CARE)):
        steps = list(CareStep.objects.order_by("seq"))
        assert CareEntry.objects.get().person_id is None
    # Each step keeps a commitment, which without its salt confirms no guess, and a request's keyed hash.
    assert [set(each.data) for each in steps] == [{"said"}] * 4
    guess = written({"kind": "visit", "told": TOLD})
    assert commitment(b"", guess) != steps[2].data["said"]


def test_as_long_as_it_is_there_the_words_are_proved(care, active):
    from wangge.core.crypto import open_
    from wangge.registry.care.world import context

    with guarded(job(CARE)):
        step = CareStep.objects.get(action="begin")
        words = CareWords.objects.get(entry=step.case, seq=step.seq)
    text = open_(words.sealed, context(active, step.seq))
    assert TOLD in text
    assert commitment(bytes(words.salt), text) == step.data["said"]


@pytest.mark.parametrize(
    ("days", "ended", "by"),
    [(149, None, ""), (150, "ended", "lapse"), (366, "ended", "expire")],
)
def test_a_review_that_is_missed_long_and_a_term_that_is_over_end_it(care, active, days, ended, by):
    """The register is reviewed every 90 days, and ends 60 days later; its term is a year."""
    push(active, days)
    done = end_and_delete()
    assert done == ({by: 1, "deleted": 1} if ended else {})
    assert entry_of(active).state == (ended or "active")


def test_a_proposal_nobody_takes_up(care, entry):
    push(entry, 29)
    assert end_and_delete() == {}
    push(entry, 1)
    assert end_and_delete() == {"lapse": 1, "deleted": 1}


@pytest.mark.parametrize("reason", ["died", "moved"])
def test_when_the_person_is_no_longer_here(care, register, active, person, reason):
    body = {"reason": reason, "day": str(localdate()), "version": person["version"]}
    register.send("worker", "POST", f"/people/{person['number']}/leave", body)
    assert end_and_delete() == {"depart": 1, "deleted": 1}


def test_it_follows_somebody_who_moved(active, person):
    with seen_whole():
        Person.objects.filter(pk=person["number"]).update(region_code="211002016001002")
    assert end_and_delete() == {"followed": 1}
    assert entry_of(active).region_code == "211002016001002"
    assert end_and_delete() == {}


def test_of_an_entry_that_was_merged_it_goes_on_with_the_one_that_stayed(
    care, cast, register, home, active, person
):
    kept = register.person(register.home("4", "102")["number"], identity={"name": "测试甲"})
    register.send(
        "community_op", "POST", f"/people/{kept['number']}/merge",
        {"gone": person["number"], "reason": "同一人", "version": kept["version"]},
    )  # fmt: skip
    assert end_and_delete() == {}
    assert entry_of(active).person_id == kept["number"]
    assert care.see(active)["state"]["key"] == "active"


def test_consent_withdrawn(care, person):
    number = care.open(person["number"], register="severe_illness")
    told = care.act(number, "begin", status=409, plan=TOLD)
    assert told["code"] == "care.no-consent"
    tomorrow = str(localdate() + timedelta(days=1))
    told = care.act(number, "agree", status=422, how="written", day=tomorrow)
    assert [each["field"] for each in told["errors"]] in (["day"], ["data.day"])
    care.act(number, "agree", how="written", day=str(localdate()))
    care.act(number, "begin", plan=TOLD)
    care.act(number, "withdraw")
    assert end_and_delete() == {"deleted": 1}


def test_consent_is_not_withdrawn_where_nothing_rests_on_it(care, active):
    assert "withdraw" not in {each["key"] for each in care.see(active)["actions"]}
    care.act(active, "withdraw", status=403)


def test_the_job_is_on_the_timetable():
    from wangge.registry.tasks import PERIODIC

    assert end_and_delete in [each.function for each in PERIODIC]
