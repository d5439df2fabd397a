"""What the text says decides: the longest word, not the denied one, and nothing where nothing is known."""

import pytest

from wangge.catalogue.check import check
from wangge.catalogue.items import SHIPPED, read
from wangge.catalogue.suggest import Index
from wangge.network.queries import unit_kinds


@pytest.fixture(scope="module")
def index():
    document, _ = check(read(SHIPPED), unit_kinds())
    return Index(document.items)


def first(index, text):
    found = index.suggest(text)
    return found[0].code if found else None


def test_it_works(index):
    found = index.suggest("小区门口的路灯好几天都不亮了")
    assert found[0].code == "C0137"
    assert found[0].name == "路灯不亮或损坏"
    assert found[0].reasons == ["路灯", "不亮"]
    assert 0 < found[0].score < 1


@pytest.mark.parametrize("text", ["", " ", "今天天气不错", "在吗", "hello", "。。。！！", "😀" * 50, "𠀀𠀁"])
def test_nothing_where_nothing_is_known(index, text):
    assert index.suggest(text) == []


def test_the_longest_word_wins(index):
    found = index.suggest("路边的污水井盖丢了")
    assert found[0].code == "C0102"
    assert found[0].reasons == ["污水井盖"]
    assert "C0123" not in {each.code for each in found}, "the 井盖 in 污水井盖 counts for nothing"


def test_a_general_word_alone_finds_the_general_item(index):
    assert first(index, "这有个井盖没了") == "C0123"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("楼上不是漏水，是暖气不热", "G9601"),
        ("不是暖气不热是煤气味", "E0502"),
        ("没着火，就是楼道堆了纸箱", "G9902"),
        ("没闻到煤气味，路灯不亮", "C0137"),
    ],
)
def test_what_is_denied_counts_for_nothing(index, text, code):
    assert first(index, text) == code


@pytest.mark.parametrize("text", ["不是煤气味", "并非路灯不亮", "没发现着火"])
def test_a_mere_denial_suggests_nothing(index, text):
    assert index.suggest(text) == []


def test_a_question_is_no_denial(index):
    assert first(index, "是不是煤气漏了，满屋煤气味") == "E0502"


def test_the_parts_of_a_keyword_stand_in_one_sentence(index):
    assert index.suggest("路灯。电视不亮")[0].reasons == ["路灯"]
    assert index.suggest("路灯不亮")[0].reasons == ["路灯", "不亮"]


def test_reasons_stand_in_the_text(index):
    text = "楼下烧烤把炉子支道上了，那烟都进屋了"
    for each in index.suggest(text):
        assert each.reasons
        assert all(reason in text for reason in each.reasons)


def test_more_evidence_never_lowers_the_score(index):
    less, more = index.suggest("煤气味")[0], index.suggest("煤气味，天然气漏气")[0]
    assert less.code == more.code == "E0502"
    assert more.score > less.score


def test_likeliest_first_and_no_more_than_asked(index):
    text = "路灯坏了六盏，人行道砖松动，垃圾桶满了没人收，楼道堆杂物"
    assert len(index.suggest(text, 2)) == 2
    scores = [each.score for each in index.suggest(text, 9)]
    assert scores == sorted(scores, reverse=True)


def test_capitals_are_letters(index):
    assert first(index, "ktv太吵") == first(index, "KTV太吵") == "E0128"


def test_a_very_long_text_is_read_at_its_beginning(index):
    assert first(index, "路灯不亮" + "啊" * 200_000) == "C0137"
