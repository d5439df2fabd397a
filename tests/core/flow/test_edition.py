"""What administrators may set in a flow, and what would harm a case and is refused by name."""

import pytest

from tests.core.flow.small import LOST, MORNING, Centre, Figures, Lost, after, asker, clerk
from wangge.core.flow.decide import decide
from wangge.core.flow.edition import Edition, apply
from wangge.core.flow.table import Action, Flow, Party, State
from wangge.core.problems import Problem

SCRAPPED = Flow(
    key="scrap",
    label="Scrap",
    states=(State("open", "Open"), State("pressed", "Pressed"), State("gone", "Gone", open=False)),
    actions=(
        Action("open", "Open", "report", ("new",), "open", (Party("", "anyone"),)),
        Action("press", "Press", "handle", ("open",), "pressed", (Party("", "anyone"),)),
        Action("ship", "Ship", "close", ("pressed",), "gone", (Party("", "anyone"),), optional=True),
        Action("burn", "Burn", "close", ("pressed",), "gone", (Party("", "anyone"),), optional=True),
    ),
    relations=lambda case, actor: frozenset({"anyone"}),
)


def refused(flow: Flow, edition: Edition) -> dict[str, str]:
    with pytest.raises(Problem) as caught:
        apply(flow, edition, 1)
    assert caught.value.kind.status == 422
    return caught.value.fields


def test_it_works():
    edition = Edition(
        labels={"state.searching": "Looking for it", "action.ask": "I lost something"},
        settings={"waits_max": 3},
        off=("photograph",),
    )
    edited = apply(LOST, edition, 7)
    assert edited.version == 7
    assert edited.state_by_key["searching"].label == "Looking for it"
    assert edited.action_by_key["ask"].label == "I lost something"
    assert edited.settings == Figures(waits_max=3, extensions_max=2)
    assert "photograph" not in edited.action_by_key


def test_the_flow_as_written_is_not_touched():
    apply(LOST, Edition(labels={"state.searching": "Looking"}, off=("photograph",)), 1)
    assert LOST.version == 0
    assert LOST.state_by_key["searching"].label == "Being searched"
    assert "photograph" in LOST.action_by_key


def test_an_empty_edition_changes_only_the_number():
    edited = apply(LOST, Edition(), 1)
    assert (edited.states, edited.actions, edited.settings) == (LOST.states, LOST.actions, LOST.settings)


def test_a_figure_set_is_the_figure_a_limit_reads():
    twice = apply(LOST, Edition(settings={"waits_max": 2}), 1)
    case, world, until = Lost(), Centre(), {"until": after(999).isoformat()}
    decide(twice, case, "ask", asker, {"what": "Hat"}, world, MORNING)
    decide(twice, case, "search", clerk, {}, world, after(1))
    for hour in (2, 4):
        decide(twice, case, "wait", clerk, until, world, after(hour))
        decide(twice, case, "go_on", clerk, {}, world, after(hour + 1))
    with pytest.raises(Problem, match="waited"):
        decide(twice, case, "wait", clerk, until, world, after(6))


def test_an_action_switched_off_is_there_for_nobody():
    case, world = Lost(), Centre()
    edited = apply(LOST, Edition(off=("photograph",)), 1)
    decide(edited, case, "ask", asker, {"what": "Hat"}, world, MORNING)
    decide(edited, case, "search", clerk, {}, world, after(1))
    with pytest.raises(Problem) as caught:
        decide(edited, case, "photograph", clerk, {}, world, after(2))
    assert caught.value.kind.status == 404


@pytest.mark.parametrize(
    "key", ["state.nowhere", "action.nothing", "searching", "ask", "state.ask", "action.searching", ""]
)
def test_a_label_for_what_is_not_there(key):
    assert list(refused(LOST, Edition(labels={key: "Label"}))) == [f"labels.{key}"]


@pytest.mark.parametrize("label", ["", "   "])
def test_a_blank_label(label):
    """An empty message would be shown as the header of the catalogue of messages."""
    assert list(refused(LOST, Edition(labels={"state.searching": label}))) == ["labels.state.searching"]


def test_a_figure_that_is_not_there_or_does_not_fit():
    assert list(refused(LOST, Edition(settings={"patience": 3}))) == ["settings.patience"]
    assert list(refused(LOST, Edition(settings={"waits_max": "many"}))) == ["settings.waits_max"]
    assert list(refused(LOST, Edition(settings={"waits_max": -1}))) == ["settings.waits_max"]


def test_an_action_that_is_not_optional_or_not_there():
    fields = refused(LOST, Edition(off=("search", "nothing")))
    assert list(fields) == ["off.search", "off.nothing"]


def test_one_of_two_ways_out_may_go_but_not_both():
    assert apply(SCRAPPED, Edition(off=("burn",)), 1)
    assert list(refused(SCRAPPED, Edition(off=("burn", "ship")))) == ["off"]


def test_the_problem_of_a_stranded_case_names_the_state():
    with pytest.raises(Problem) as caught:
        apply(SCRAPPED, Edition(off=("burn", "ship")), 1)
    (error,) = caught.value.document()["errors"]
    assert "pressed" in error["message"]


def test_all_faults_are_told_at_once():
    assert list(refused(LOST, Edition(labels={"state.x": "X"}, off=("search",)))) == [
        "labels.state.x",
        "off.search",
    ]
