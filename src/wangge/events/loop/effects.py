"""What each action changes on the case beyond its state and clocks, one function an action.

An effect raises a Problem naming the field when the form contradicts the facts; the engine has changed nothing
by then, and the door rolls back what the world has written.
"""

from datetime import timedelta

from wangge.core.flow.turn import Turn
from wangge.core.problems import invalid
from wangge.core.text import digest_of
from wangge.core.words import N_
from wangge.events.loop.forms import Information, NoteForm
from wangge.events.loop.world import UnitSeen
from wangge.events.models.event import Event

EventTurn = Turn[Event]

# domain.md §3, grading: the level whose centre coordinates, as the length of its region code. What has no
# grade yet goes to the street's centre, which dispatches most.
CENTRE_BY_GRADE = {"I": 12, "II": 12, "III": 9, "IV": 6, "": 9}


def centre_for(region_code: str, grade: str) -> str:
    """The region whose centre answers for a case of this grade at this place."""
    return region_code[: CENTRE_BY_GRADE[grade]]


def reported(turn: EventTurn) -> None:
    case = turn.case
    case.owner = centre_for(case.region_code, case.grade)
    turn.notes |= {
        "text_sha256": digest_of(case.text),
        "channel": case.channel,
        "seen_at": case.seen_at.isoformat(),
        "region_code": case.region_code,
        "item_code": case.item_code,
    }
    turn.tell("event.reported", region_code=case.region_code, desk=f"centre:{case.owner}")


def reported_under_control(turn: EventTurn) -> None:
    """The step says which rule, so that whoever follows the case can be told at any time."""
    reported(turn)
    rule = turn.world.rule(turn.case)
    if rule is not None:
        turn.notes |= {"control_rule": rule.number, "because": rule.reason}


def settled(turn: EventTurn) -> None:
    """What was reported before is settled where it lies: the centre it was passed to stays its owner."""
    closed(turn)
    if not turn.case.owner:
        reported(turn)
    turn.case.item_confirmed = True
    turn.case.handled_by = turn.actor.person


def accepted(turn: EventTurn) -> None:
    form, case = turn.form, turn.case
    item = turn.world.item_of(case, form.item_code)
    if item is None:
        raise invalid(item_code=N_("There is no such item in the catalogue this case opened under"))
    case.item_code, case.item_confirmed = item.code, True
    case.grade = form.grade.value if form.grade else item.grade
    turn.notes["item_name"] = item.name


def refused(turn: EventTurn) -> None:
    turn.tell("event.refused", reason=turn.form.reason.value)
    finished(turn)


def look_asked(turn: EventTurn) -> None:
    turn.case.verifier_grid = turn.world.verifier_grid(turn.case, None)
    turn.notes["verifier_grid"] = turn.case.verifier_grid


def referred(turn: EventTurn) -> None:
    turn.tell("event.referred", service=turn.form.service.value)
    finished(turn)


def transferred(turn: EventTurn) -> None:
    centre = turn.form.centre
    if not turn.case.region_code.startswith(centre) or not turn.world.centre_exists(centre):
        raise invalid(centre=N_("This centre is not responsible for that place"))
    turn.notes["from_centre"] = turn.case.owner
    turn.case.owner = centre
    turn.tell("event.transferred", desk=f"centre:{centre}")


def corrected(turn: EventTurn) -> None:
    form, case = turn.form, turn.case
    if not form.item_code and form.lng is None and form.lat is None:
        raise invalid(item_code=N_("This is required"))  # a step that puts nothing right says nothing
    if form.item_code:
        item = turn.world.item_of(case, form.item_code)
        if item is None:
            raise invalid(item_code=N_("There is no such item in the catalogue this case opened under"))
        turn.notes["former_item"] = case.item_code
        case.item_code, case.grade = item.code, item.grade
    if (form.lng is None) != (form.lat is None):
        raise invalid(**{"lat" if form.lat is None else "lng": N_("Longitude and latitude come together")})
    if form.lng is not None:
        grid = turn.world.locate(form.lng, form.lat)
        if grid is None or not grid.startswith(case.owner):
            raise invalid(lng=N_("This point lies outside the centre's area; transfer the case instead"))
        turn.notes |= {"former_region": case.region_code, "former_point": [case.lng, case.lat]}
        case.lng, case.lat, case.region_code = form.lng, form.lat, grid
        turn.world.moved(case)


def merged(turn: EventTurn) -> None:
    main = turn.world.main_case(turn.case, turn.form.into, turn.actor)
    if main is None:
        raise invalid(into=N_("There is no such case that you may see"))
    if not main.mergeable:
        raise invalid(into=N_("That case is closed or cannot take others in"))
    turn.case.merged_into_id = main.id
    turn.tell("event.merged", into=main.case_no)
    finished(turn)


def split(turn: EventTurn) -> None:
    turn.notes["parts"] = turn.world.open_parts(turn.case, turn.form.parts, turn.actor, turn.now)


def part_opened(turn: EventTurn) -> None:
    """The owner is set by whoever opened it; the item was named when splitting, so a person confirmed it."""
    turn.case.item_confirmed = True
    turn.notes |= {
        "text_sha256": digest_of(turn.case.text),
        "region_code": turn.case.region_code,
        "item_code": turn.case.item_code,
    }


def dispatched(turn: EventTurn) -> None:
    form, case = turn.form, turn.case
    lead = _serving(turn, form.lead, "lead")
    joint = [_serving(turn, number, f"joint.{place}") for place, number in enumerate(form.joint)]
    numbers = [unit.id for unit in joint]
    if lead.id in numbers or len(numbers) != len(set(numbers)):
        raise invalid(joint=N_("Each unit is named once"))
    case.lead_unit_id, case.joint_units, case.joint_done = lead.id, numbers, []
    turn.notes |= {"lead_name": lead.name, "joint_names": [unit.name for unit in joint]}
    turn.tell("event.dispatched", desk=f"unit:{lead.id}", joint=numbers)


def designated(turn: EventTurn) -> None:
    dispatched(turn)
    turn.case.designated = True


def returned(turn: EventTurn) -> None:
    case = turn.case
    if turn.form.suggested_unit is not None:
        turn.notes["suggested_name"] = _serving(turn, turn.form.suggested_unit, "suggested_unit").name
    turn.notes["from_unit"] = case.lead_unit_id
    case.returns += 1
    _forget_units(case)
    _drop_request(case)
    turn.tell("event.returned", desk=f"centre:{case.owner}")


def extension_asked(turn: EventTurn) -> None:
    turn.case.asked_by = turn.actor.person


def suspension_asked(turn: EventTurn) -> None:
    latest = turn.now + timedelta(days=turn.settings.suspension_days_max)
    if not turn.now < turn.form.until <= latest:
        raise invalid(until=N_("Choose a time from now to one year ahead"))
    turn.case.asked_by = turn.actor.person
    turn.case.resume_at = turn.form.until


def endorsed(turn: EventTurn) -> None:
    turn.case.endorsed_by = turn.actor.person


def extended(turn: EventTurn) -> None:
    turn.case.extensions += 1
    _drop_request(turn.case)


def request_refused(turn: EventTurn) -> None:
    _drop_request(turn.case)


def suspended(turn: EventTurn) -> None:
    until = turn.case.resume_at
    turn.case.suspensions += 1
    _drop_request(turn.case)
    turn.case.resume_at = until


def resumed(turn: EventTurn) -> None:
    turn.case.resume_at = None


def contributed(turn: EventTurn) -> None:
    turn.case.joint_done = [*turn.case.joint_done, turn.actor.unit]


def fed_back(turn: EventTurn) -> None:
    form, case = turn.form, turn.case
    missing = set(case.joint_units) - set(case.joint_done)
    if missing and not form.without_joint.strip():
        raise invalid(without_joint=N_("Joint units have not stated their results; say why you go ahead"))
    if form.evidence and not turn.world.evidence(case, form.evidence):
        raise invalid(evidence=N_("These are not attachments of this case"))
    case.handled_by = turn.actor.person
    _drop_request(case)
    case.verifier_grid = turn.world.verifier_grid(case, turn.actor.person)
    turn.notes["verifier_grid"] = case.verifier_grid
    turn.tell("event.fed_back", verifier_grid=case.verifier_grid)


def reworked(turn: EventTurn) -> None:
    turn.case.reworks += 1
    turn.tell("event.reworked", desk=f"unit:{turn.case.lead_unit_id}")


def closed(turn: EventTurn) -> None:
    _closing_condition(turn)
    turn.tell("event.closed")
    finished(turn)


def reopened(turn: EventTurn) -> None:
    case = turn.case
    case.reopenings += 1
    case.rating = case.reached = case.solved = None
    case.designated = False
    _forget_units(case)
    turn.world.reopened(case)
    turn.tell("event.reopened", desk=f"centre:{case.owner}")


def review_asked(turn: EventTurn) -> None:
    turn.case.reviews += 1
    turn.case.owner = turn.case.owner or centre_for(turn.case.region_code, turn.case.grade)


def reminded(turn: EventTurn) -> None:
    turn.case.reminders += 1
    turn.tell("event.reminded", desk=turn.case.desk)


def ordered(turn: EventTurn) -> None:
    turn.case.orders += 1
    turn.case.order_open = True
    turn.tell("event.ordered", desk=turn.case.desk)


def answered(turn: EventTurn) -> None:
    turn.case.order_open = False


def warned(turn: EventTurn) -> None:
    turn.case.warned_for = turn.form.due_at
    turn.tell("event.warned", desk=turn.case.desk)


def overdue(turn: EventTurn) -> None:
    turn.case.overdue_for = turn.form.due_at
    turn.case.overdues += 1
    turn.tell("event.overdue", desk=turn.case.desk)


def rated(turn: EventTurn) -> None:
    turn.case.rating = int(turn.form.rating.value)
    if turn.form.comment:
        turn.notes["comment_sha256"] = turn.world.remember(turn.case, turn.form.comment)
        turn.form.comment = ""


def called_back(turn: EventTurn) -> None:
    turn.case.reached = turn.form.reached
    if turn.form.reached:
        turn.case.solved = turn.form.solved


def exempted(turn: EventTurn) -> None:
    turn.case.exempt = True


def added(turn: EventTurn) -> None:
    """The words go to a row that can be deleted; the step keeps their hash."""
    form: Information = turn.form
    turn.notes["text_sha256"] = turn.world.remember(turn.case, form.text)
    turn.form = NoteForm()


def finished(turn: EventTurn) -> None:
    """A case came to an end by whatever way: a case it is part of may now go on."""
    if turn.case.parent_id is not None:
        turn.tell("event.part_finished", parent=turn.case.parent_id)


def _closing_condition(turn: EventTurn) -> None:
    if not turn.form.closing_condition_met:
        raise invalid(closing_condition_met=N_("A case is closed when its closing condition is met"))


def _serving(turn: EventTurn, number: int, field: str) -> UnitSeen:
    """The unit, if it exists and the place of the case lies in its region."""
    unit = turn.world.unit(number)
    if unit is None:
        raise invalid(**{field: N_("There is no such unit")})
    if not turn.case.region_code.startswith(unit.region_code):
        raise invalid(**{field: N_("This unit does not serve that place")})
    return unit


def _forget_units(case: Event) -> None:
    case.lead_unit_id, case.joint_units, case.joint_done = None, [], []


def _drop_request(case: Event) -> None:
    case.asked_by = case.endorsed_by = case.resume_at = None
