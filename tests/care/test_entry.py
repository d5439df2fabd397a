"""An entry from its opening to its end, by those who work on it."""


def test_it_works(care, person, entry):
    seen = care.see(entry)
    assert (seen["name"], seen["state"]["key"], seen["aim"]) == (person["name"], "proposed", "独居，腿脚不便")
    care.act(entry, "begin", plan="每周二上门，代买菜和药品")
    care.act(entry, "help", kind="visit", told="身体平稳，想装扶手")
    care.act(entry, "review", told="仍需要帮助")
    seen = care.see(entry)
    assert seen["state"]["key"] == "active"
    assert seen["plan"] == "每周二上门，代买菜和药品"
    assert [each["action"]["key"] for each in seen["steps"]] == ["open", "begin", "help", "review"]
