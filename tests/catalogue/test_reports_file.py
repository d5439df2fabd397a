"""The 500 reports are what `bench/data/README.md` says they are."""

import csv
import re
from datetime import datetime
from pathlib import Path

import pytest
import shapely

from wangge.core.text import unclean
from wangge.network.queries import find_place
from wangge.network.source import counties, regions

FOLDER = Path(__file__).parents[2] / "bench" / "data"
CHANNELS = {
    "patrol",
    "hotline_12345",
    "hotline_8890",
    "smart_city",
    "enforcement",
    "comprehensive",
    "resident",
}


@pytest.fixture(scope="module")
def lines():
    """Every line by its number in the file; the header is line 1."""
    with (FOLDER / "reports_500.csv").open(encoding="utf-8", newline="") as file:
        return dict(enumerate(csv.DictReader(file), start=2))


@pytest.fixture(scope="module")
def bad():
    return {int(number) for number in re.findall(r"^\| (\d+) \|", (FOLDER / "README.md").read_text(), re.M)}


@pytest.fixture(scope="module")
def good(lines, bad):
    return [line for number, line in lines.items() if number not in bad]


def test_it_works(lines, bad):
    assert len(lines) == 500
    assert len(bad) == 12


def test_no_two_are_alike(good):
    assert len({line["text"] for line in good}) == 488
    assert len({(line["channel"], line["outside_id"]) for line in good}) == 488


def test_good_lines_are_good(good):
    city = shapely.union_all(list(counties().values()))
    for line in good:
        assert line["channel"] in CHANNELS
        assert 2 <= len(line["text"]) <= 200
        assert not unclean(line["text"])
        moment = datetime.fromisoformat(line["time"])
        assert "2026-10-20" <= moment.date().isoformat() <= "2026-11-20"
        assert moment.utcoffset().total_seconds() == 8 * 3600
        assert line["place"] or line["lng"]
        if line["lng"]:
            assert city.contains(shapely.Point(float(line["lng"]), float(line["lat"])))


def test_places_are_made_of_real_names(good):
    names = {re.sub("(社区)?(居民|村民)?委员会?$|居委会$", "", region.name) for region in regions()}
    for line in good:
        if line["place"]:
            assert any(name in line["place"] for name in names), line["place"]


def test_nobody_can_be_called(good):
    for line in good:
        assert not re.search(r"1[3-9]\d{9}|\d{7,}", line["text"])


def test_bad_lines_are_bad(lines):
    assert lines[23]["text"] == ""
    assert lines[104]["time"].startswith("1900")
    assert lines[140]["channel"] not in CHANNELS
    with pytest.raises(ValueError, match="could not convert"):
        float(lines[187]["lng"])
    assert lines[222]["place"] == lines[222]["lng"] == ""
    assert lines[263] == lines[98]
    with pytest.raises(ValueError, match="Invalid isoformat"):
        datetime.fromisoformat(lines[338]["time"])
    assert lines[377]["lng"]
    assert not lines[377]["lat"]
    assert float(lines[421]["lat"]) > 90
    assert unclean(lines[466]["text"])
    city = shapely.union_all(list(counties().values()))
    assert not city.contains(shapely.Point(float(lines[61]["lng"]), float(lines[61]["lat"])))


@pytest.mark.django_db
def test_every_place_is_found_and_the_unknown_one_is_not(good, lines):
    for line in good:
        if line["place"] and not line["lng"]:
            found = find_place(line["place"], 1)
            assert found is not None, line["place"]
            assert len(found.code) >= 6, line["place"]
    assert find_place(lines[301]["place"], 1) is None
