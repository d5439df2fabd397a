"""The picture for the documentation is drawn from the table, and nothing of the table is missing in it."""

import re

from tests.core.flow.small import LOST
from wangge.core.flow.chart import mermaid, table
from wangge.core.flow.table import NEW


def test_it_works():
    drawn = mermaid(LOST).splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert '    state "Being searched" as searching' in drawn
    assert "    [*] --> asked: Ask" in drawn
    assert "    searching --> waiting: Wait" in drawn
    assert "    handed_over --> [*]" in drawn
    assert "    given_up --> searching: Reopen" in drawn


def test_every_way_of_the_table_is_an_arrow_and_no_other():
    drawn = set(re.findall(r"^    (\S+) --> (\w+)", mermaid(LOST), re.MULTILINE))
    ways = {
        ("[*]" if source == NEW else source, action.target)
        for action in LOST.actions
        if action.target
        for source in action.source
    }
    assert drawn == ways


def test_only_closed_states_end():
    ends = set(re.findall(r"^    (\w+) --> \[\*\]$", mermaid(LOST), re.MULTILINE))
    assert ends == {"handed_over", "given_up"}


def test_actions_along_the_same_way_share_an_arrow():
    from dataclasses import replace

    again = replace(LOST.action_by_key["give_up"], key="forget", label="Forget")
    flow = replace(LOST, actions=(*LOST.actions, again))
    assert "    asked --> given_up: Give up / Forget" in mermaid(flow).splitlines()


def test_every_action_is_a_row():
    rows = table(LOST).splitlines()
    assert len(rows) == 2 + len(LOST.actions)
    assert len({row.count("|") for row in rows}) == 1
    assert "| Wait (`wait`) | handle | searching | waiting | lost.search at office | pause search |" in rows
    assert (
        "| Extend (`more_time`) | handle | searching | stays | lost.search at office | extend search |"
        in rows
    )
    assert "| Give up (`give_up`) | close | asked, searching, waiting | given_up " in table(LOST)
