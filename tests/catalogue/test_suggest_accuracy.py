"""How often the suggestion is the item a person chose, over the 500 reports of the bench.

`data/labels.csv` holds the items chosen by hand (several where a report has several matters, none where it has
none). Keywords may be tuned looking at the reports that are not `held_back`; the other half's is the figure that
says how it does on text nobody tuned it to. Never look at what it gets wrong there.
"""

import csv
from pathlib import Path

import pytest

from wangge.catalogue.check import check
from wangge.catalogue.items import SHIPPED, read
from wangge.catalogue.suggest import Index
from wangge.network.queries import unit_kinds

LABELS = Path(__file__).parent / "data" / "labels.csv"
REPORTS = Path(__file__).parents[2] / "bench" / "data" / "reports_500.csv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def judged():
    """For each report: the items a person chose, the items suggested, and whether it is held back."""
    document, _ = check(read(SHIPPED), unit_kinds())
    index = Index(document.items)
    texts = {}
    for row in rows(REPORTS):
        texts.setdefault(row["outside_id"], row["text"])
    return [
        (
            row["items"].split("/"),
            [each.code for each in index.suggest(texts[row["outside_id"]])],
            row["held_back"] == "yes",
        )
        for row in rows(LABELS)
    ]


def rates(judged):
    labelled = [(chosen, found) for chosen, found, _ in judged if chosen != [""]]
    first = sum(bool(found) and found[0] in chosen for chosen, found in labelled)
    three = sum(bool(set(found) & set(chosen)) for chosen, found in labelled)
    return first / len(labelled), three / len(labelled)


def test_it_works(judged):
    assert len(judged) == 488
    first, three = rates(judged)
    assert first >= 0.90
    assert three >= 0.94


def test_reports_held_back_from_tuning(judged):
    first, three = rates([each for each in judged if each[2]])
    assert first >= 0.86
    assert three >= 0.91


def test_a_report_of_nothing_is_given_nothing(judged):
    empty = [found for chosen, found, _ in judged if chosen == [""]]
    assert len(empty) >= 5
    assert sum(bool(found) for found in empty) <= 1


def test_labels_are_items_of_the_catalogue(judged):
    document, _ = check(read(SHIPPED), unit_kinds())
    codes = {item.code for item in document.items}
    chosen = {code for codes_chosen, _, _ in judged for code in codes_chosen if code}
    assert chosen <= codes
    assert len(chosen) >= 120
