"""What each action of the event loop asks. Titles are English messages; nothing is asked that is already known."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from wangge.core.flow.forms import Choice, Form
from wangge.core.words import N_

WORDS = r"\S"  # two blanks are no reason
Note = Annotated[str, Meta(title=N_("Note"), max_length=500)]
Reason = Annotated[str, Meta(title=N_("Reason"), min_length=2, max_length=500, pattern=WORDS)]
Basis = Annotated[
    str, Meta(title=N_("Legal basis or duty list"), min_length=2, max_length=300, pattern=WORDS)
]
Score = Annotated[int, Meta(ge=1, le=5)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class RefusalReason(Choice):
    STATUTORY_ROUTE = "statutory_route", N_("Belongs to litigation, arbitration, review or petition")
    REPEAT = "repeat", N_("Repeats an earlier case without new facts")
    SECRET = "secret", N_("Touches a state or business secret or private life")
    OUT_OF_SCOPE = "out_of_scope", N_("Outside the duties of government")
    UNFOUNDED = "unfounded", N_("Nothing of the kind was found")


class EmergencyService(Choice):
    POLICE = "110", N_("Police (110)")
    FIRE = "119", N_("Fire and rescue (119)")
    MEDICAL = "120", N_("Ambulance (120)")
    TRAFFIC = "122", N_("Traffic police (122)")


class CheckMethod(Choice):
    ON_SITE = "on_site", N_("Seen on site")
    CALL_BACK = "call_back", N_("Called the reporter back")


class Rating(Choice):
    """Five levels, as for government services (domain.md §5)."""

    VERY_SATISFIED = "5", N_("Very satisfied")
    SATISFIED = "4", N_("Satisfied")
    FAIR = "3", N_("Fair")
    DISSATISFIED = "2", N_("Dissatisfied")
    VERY_DISSATISFIED = "1", N_("Very dissatisfied")


class Grade(Choice):
    I = "I", N_("I: settled in the grid")  # noqa: E741  the trade's own name
    II = "II", N_("II: the community coordinates")
    III = "III", N_("III: the street's centre dispatches")
    IV = "IV", N_("IV: county or city")


class NoteForm(Form):
    note: Note = ""


class ReasonForm(Form):
    reason: Reason


class Settle(Form):
    """On-the-spot settlement: what was done, and that the item's closing condition holds."""

    done: Annotated[str, Meta(title=N_("What was done"), min_length=2, max_length=500, pattern=WORDS)]
    closing_condition_met: Annotated[bool, Meta(title=N_("The closing condition is met"))]


class Accept(Form):
    item_code: Annotated[str, Meta(title=N_("Item"), extra_json_schema={"x-options": "/api/v1/items"})]
    grade: Annotated[Grade | None, Meta(title=N_("Grade"))] = None
    note: Note = ""


class Refuse(Form):
    reason: Annotated[RefusalReason, Meta(title=N_("Reason"))]
    explanation: Annotated[
        str,
        Meta(
            title=N_("What the reporter is told, and where to turn"),
            min_length=4,
            max_length=500,
            pattern=WORDS,
        ),
    ]


class Look(Form):
    found: Annotated[bool, Meta(title=N_("Found as reported"))]
    note: Note = ""


class Refer(Form):
    service: Annotated[EmergencyService, Meta(title=N_("Emergency service"))]
    note: Note = ""


class Transfer(Form):
    centre: Annotated[
        str,
        Meta(
            title=N_("Centre"),
            pattern=r"^\d{4}(\d{2}(\d{3}(\d{3})?)?)?$",
            extra_json_schema={"x-options": "/api/v1/regions"},
        ),
    ]
    reason: Reason


class Correct(Form, kw_only=True):
    """Put right what the report had wrong; the old value stays in the steps before."""

    item_code: Annotated[str, Meta(title=N_("Item"), extra_json_schema={"x-options": "/api/v1/items"})] = ""
    lng: Annotated[Longitude | None, Meta(title=N_("Longitude"))] = None
    lat: Annotated[Latitude | None, Meta(title=N_("Latitude"))] = None
    reason: Reason


class Merge(Form):
    into: Annotated[
        str,
        Meta(
            title=N_("Main case"),
            min_length=8,
            max_length=24,
            extra_json_schema={"x-options": "/api/v1/events/{case_no}/duplicates"},
        ),
    ]
    reason: Reason


class Part(Form):
    item_code: Annotated[str, Meta(title=N_("Item"), extra_json_schema={"x-options": "/api/v1/items"})]
    text: Annotated[
        str, Meta(title=N_("What this part is about"), min_length=2, max_length=2000, pattern=WORDS)
    ]


class Split(Form):
    parts: Annotated[list[Part], Meta(title=N_("Parts"), min_length=2, max_length=9)]
    reason: Reason


class Dispatch(Form):
    lead: Annotated[int, Meta(title=N_("Lead unit"), extra_json_schema={"x-options": "/api/v1/units"})]
    joint: Annotated[
        list[int],
        Meta(title=N_("Joint units"), max_length=8, extra_json_schema={"x-options": "/api/v1/units"}),
    ] = []
    note: Note = ""


class Designate(Form, kw_only=True):
    """The centre decides who is competent; there is no return after this."""

    lead: Annotated[int, Meta(title=N_("Lead unit"), extra_json_schema={"x-options": "/api/v1/units"})]
    joint: Annotated[
        list[int],
        Meta(title=N_("Joint units"), max_length=8, extra_json_schema={"x-options": "/api/v1/units"}),
    ] = []
    basis: Basis


class Return(Form):
    reason: Reason
    basis: Basis
    suggested_unit: Annotated[
        int | None, Meta(title=N_("Competent unit"), extra_json_schema={"x-options": "/api/v1/units"})
    ] = None


class Suspension(Form):
    reason: Reason
    until: Annotated[datetime, Meta(title=N_("Resume at the latest"), tz=True)]


class Contribute(Form):
    result: Annotated[str, Meta(title=N_("Result of our part"), min_length=2, max_length=1000, pattern=WORDS)]


class FeedBack(Form):
    result: Annotated[str, Meta(title=N_("Result"), min_length=2, max_length=2000, pattern=WORDS)]
    without_joint: Annotated[str, Meta(title=N_("Why joint units' results are missing"), max_length=300)] = ""
    evidence: Annotated[
        list[int],
        Meta(
            title=N_("Evidence (attachments)"),
            max_length=20,
            extra_json_schema={"x-options": "/api/v1/events/{case_no}/attachments"},
        ),
    ] = []


class Verify(Form):
    method: Annotated[CheckMethod, Meta(title=N_("How it was checked"))]
    note: Note = ""


class Rework(Form):
    method: Annotated[CheckMethod, Meta(title=N_("How it was checked"))]
    reason: Reason


class Close(Form):
    closing_condition_met: Annotated[bool, Meta(title=N_("The closing condition is met"))]
    note: Note = ""


class Order(Form):
    """A supervision order says what is required and waits for its answer (domain.md §3, supervise)."""

    requirement: Annotated[
        str, Meta(title=N_("What is required"), min_length=2, max_length=500, pattern=WORDS)
    ]


class Answer(Form):
    answer: Annotated[str, Meta(title=N_("Answer"), min_length=2, max_length=1000, pattern=WORDS)]


class Mark(Form):
    """Written by the platform: which clock, the how-manieth of that name, and when it was due."""

    clock: str
    number: int
    due_at: datetime


class Rate(Form):
    rating: Annotated[Rating, Meta(title=N_("How satisfied are you?"))]
    comment: Annotated[str, Meta(title=N_("Anything to add"), max_length=500)] = ""


class CallBack(Form):
    """The three questions behind the response, solution and satisfaction rates (domain.md §4)."""

    reached: Annotated[bool, Meta(title=N_("The reporter was reached"))]
    contacted_in_time: Annotated[bool | None, Meta(title=N_("The unit had been in touch in time"))] = None
    solved: Annotated[bool | None, Meta(title=N_("The matter is solved"))] = None
    satisfied: Annotated[Rating | None, Meta(title=N_("How satisfied is the reporter?"))] = None
    note: Note = ""


class Appraise(Form):
    """Assessment of the work on one case: unit, area and post (domain.md §4). Never of a resident."""

    unit: Annotated[Score | None, Meta(title=N_("The unit's handling"))] = None
    area: Annotated[Score | None, Meta(title=N_("The centre's dispatching"))] = None
    post: Annotated[Score | None, Meta(title=N_("The grid's verification"))] = None
    note: Note = ""


class Attach(Form):
    """Filed by the upload route: what was stored, by number, kind, size in bytes and hash."""

    attachment: int
    kind: str
    size: int
    sha256: str


class Information(Form):
    text: Annotated[str, Meta(title=N_("What you want to add"), min_length=2, max_length=1000, pattern=WORDS)]
