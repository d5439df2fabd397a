"""The state chart of a flow as Mermaid text, generated from the table for `docs/flows/`."""

from collections import defaultdict

from django.utils.translation import gettext

from wangge.core.flow.table import NEW, Flow


def mermaid(flow: Flow) -> str:
    """A state diagram: one arrow per pair of states, labelled with the actions that lead along it.

    Actions that stay where they are are listed in a note table below by `stays`, not drawn as loops.
    """
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for action in flow.actions:
        for source in action.source:
            if action.target:
                arrows[source, action.target].append(gettext(action.label))
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{gettext(state.label)}" as {state.key}' for state in flow.states]
    for (source, target), labels in arrows.items():
        lines.append(f"    {_name(source)} --> {target}: {' / '.join(labels)}")
    lines += [f"    {state.key} --> [*]" for state in flow.states if not state.open]
    return "\n".join(lines)


def table(flow: Flow) -> str:
    """Every action as a row of a Markdown table: label, step, from, to, who, clocks."""
    rows = ["| action | step | from | to | who (power at relation) | clocks |", "|---|---|---|---|---|---|"]
    for action in flow.actions:
        who = "; ".join(f"{party.power or '–'} at {party.relation}" for party in action.who)
        moved = ", ".join(f"{effect.verb.value} {effect.clock}" for effect in action.clocks)
        source = ", ".join(action.source) if len(action.source) <= 6 else f"{len(action.source)} states"
        rows.append(
            f"| {gettext(action.label)} (`{action.key}`) | {action.step} | {source} "
            f"| {action.target or 'stays'} | {who} | {moved or '–'} |"
        )
    return "\n".join(rows)


def _name(state: str) -> str:
    return "[*]" if state == NEW else state
