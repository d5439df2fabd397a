"""Nothing that a person reads stays a key or English: every label there is has its Chinese."""

import re

import pytest
from django.apps import apps
from django.utils.translation import gettext, override

import wangge.config.urls  # noqa: F401  every context declares its problems when its routes are imported
from wangge.accounts import roles
from wangge.accounts.cases.labels import CLOCK_LABELS, STEP_LABELS
from wangge.accounts.channels import CHANNELS
from wangge.catalogue.items import GRADES
from wangge.core import problems
from wangge.core.clocks.kinds import ClockKind
from wangge.core.flow import forms
from wangge.core.flow.editions import installed
from wangge.core.http import wording
from wangge.network import labels, source
from wangge.protection.breaches import queries as breaches
from wangge.protection.breaches.words import PARTS
from wangge.protection.labels import JOBS
from wangge.protection.register.activities import KINDS, SUBJECTS, deleting
from wangge.protection.register.grounds import GROUNDS
from wangge.registry import definitions as registry

CJK = re.compile(r"[\u4e00-\u9fff]")
FLOWS = {flow.key: flow for flow in installed()}
ACTIONS = [(flow.key, action.key) for flow in FLOWS.values() for action in flow.actions]
# Written by routes and jobs of the platform, never filled in by a person.
UNSEEN = {"ask", "make", "mark_warning", "mark_overdue", "attach", "find", "record"}

pytestmark = pytest.mark.usefixtures("chinese")


def unsaid(labels):
    """Those of some English messages that have no Chinese."""
    return [label for label in labels if not CJK.search(gettext(label))]


def test_it_works():
    assert {"event", "patrol", "appeal"} <= FLOWS.keys()
    assert gettext(FLOWS["event"].action_by_key["return"].label) == "退单"
    with override("en"):
        assert gettext(FLOWS["event"].action_by_key["return"].label) == "Return"


@pytest.mark.parametrize("key", FLOWS)
def test_states_and_actions(key):
    flow = FLOWS[key]
    assert unsaid([flow.label, *(each.label for each in (*flow.states, *flow.actions))]) == []


@pytest.mark.parametrize(("flow", "action"), ACTIONS)
def test_forms(flow, action):
    """Every field has a title, and every title and choice is Chinese."""
    found = list(untitled(forms.schema(FLOWS[flow].action_by_key[action].form)))
    assert action in UNSEEN or found == []


def untitled(schema):
    for part in (schema, *schema.get("$defs", {}).values()):
        for choice in part.get("oneOf", ()):
            if not CJK.search(choice["title"]):
                yield choice["const"]
        for name, field in part.get("properties", {}).items():
            if not CJK.search(field.get("title", "")):
                yield name


def test_the_walk_over_a_form_sees_what_is_missing():
    schema = {
        "properties": {"a": {"title": "甲"}, "b": {"title": "B"}, "c": {}},
        "$defs": {"D": {"oneOf": [{"const": "x", "title": "X"}, {"const": "y", "title": "乙"}]}},
    }
    assert list(untitled(schema)) == ["b", "c", "x"]


def test_problems():
    assert len(problems.registered()) > 40
    assert unsaid(kind.title for kind in problems.registered()) == []


def test_steps_and_clocks():
    assert unsaid([*STEP_LABELS.values(), *CLOCK_LABELS.values()]) == []
    used = {action.step for flow in FLOWS.values() for action in flow.actions}
    assert used <= STEP_LABELS.keys()
    assert {clock for flow in FLOWS.values() for clock in flow.clocks} <= CLOCK_LABELS.keys()


def test_channels_grades_and_levels():
    assert unsaid([*CHANNELS.values(), *GRADES.values(), *labels.LEVELS.values()]) == []


def test_what_is_wrong_with_a_field():
    own = [value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)]
    assert wording.REQUIRED in own
    assert unsaid([*own, *wording.PYDANTIC.values()]) == []


def test_data_files_carry_both_languages():
    rows = [
        *roles.source().roles,
        *roles.source().powers,
        *source.unit_kinds().values(),
        *source.naming().grid_kinds,
        *registry.purposes().values(),
        *registry.sources().values(),
        *registry.source().groups,
        *(field for group in registry.source().groups for field in group.fields),
        *(row for rows in registry.source().choices.values() for row in rows),
    ]
    assert [row.key for row in rows if not CJK.search(row.name) or not row.en or CJK.search(row.en)] == []


def test_one_wording_for_one_thing_in_one_list():
    """Two states of one loop, or two buttons of one state, must not read the same."""
    for flow in FLOWS.values():
        said = [gettext(state.label) for state in flow.states]
        assert len(said) == len(set(said)), flow.key
        for state in flow.states:
            buttons = [gettext(action.label) for action in flow.actions if state.key in action.source]
            assert len(buttons) == len(set(buttons)), (flow.key, state.key)


def test_the_data_protection_desk():
    tables = (JOBS, KINDS, SUBJECTS, PARTS, breaches.PEOPLE)
    assert unsaid([label for table in tables for label in table.values()]) == []
    assert unsaid([text for ground in GROUNDS.values() for text in ground]) == []
    assert unsaid([rule.since for rule in deleting().values()]) == []
    assert unsaid([rule.what for rule in deleting().values() if isinstance(rule.what, str)]) == []
    assert {rule.job for rule in deleting().values()} == JOBS.keys()


def test_every_context_was_walked():
    """A new context that brings labels of its own must be added to this file."""
    known = {
        "core", "network", "accounts", "catalogue", "registry", "events", "insight", "protection", "config",
    }  # fmt: skip
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("wangge.")}
    assert ours == known
    assert len(ClockKind) == 4
