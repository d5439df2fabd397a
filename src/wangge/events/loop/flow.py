"""The loop of an event as one table: the eleven steps and every branch of domain.md §3.

Read it from top to bottom as the life of a case. Who may: `may(power, relation)`, the relation being one of
`parties.relations`. Odd edges carry their reason.
"""

from wangge.core.flow.editions import install
from wangge.core.flow.table import (
    NEW,
    Action,
    Flow,
    Party,
    State,
    extend,
    pause,
    resume,
    start,
    stop,
)
from wangge.core.words import N_
from wangge.events.loop import effects, forms, limits
from wangge.events.loop.parties import DESKS, relations


def may(power: str, relation: str) -> Party:
    return Party(power, relation)


REPORTER = may("", "reporter")
PLATFORM = may("job", "platform")
OWNER_ACCEPTS = (may("event.accept", "owner"),)
OWNER_DISPATCHES = (may("event.dispatch", "owner"),)
HANDLER = (may("event.handle", "lead"),)
FIRST_APPROVER = (may("event.approve_first", "lead"),)
# A community's centre has a centre above it that may approve in its stead.
FINAL_APPROVER = (may("event.approve_final", "owner"), may("event.approve_final", "area"))
CHECKERS = (may("event.verify", "verifier"), may("event.call_back", "owner"))

ASKED = ("extension_asked", "suspension_asked")
ENDORSED = ("extension_endorsed", "suspension_endorsed")
WITH_UNIT = ("dispatched", "handling", *ASKED, *ENDORSED, "suspended")
UNDER_WAY = ("reported", "looking", "accepted", "returned", *WITH_UNIT, "fed_back", "verified", "split")

STATES = (
    State("draft", N_("Draft"), desk="author", awaits=("report",)),
    State("reported", N_("Waiting for acceptance"), desk="owner", awaits=("accept",)),
    State("looking", N_("On-site look asked"), desk="verifier", awaits=("looked",)),
    State("accepted", N_("Waiting for dispatch"), desk="owner", awaits=("dispatch",)),
    State(
        "returned",
        N_("Returned, waiting for another dispatch"),
        desk="owner",
        awaits=("dispatch", "designate"),
    ),
    State("dispatched", N_("Waiting for sign-for"), desk="lead", awaits=("sign", "contribute")),
    State("handling", N_("Being handled"), desk="lead", awaits=("feed_back", "contribute")),
    State("extension_asked", N_("Extension asked"), desk="lead", awaits=("endorse_extension", "contribute")),
    State(
        "extension_endorsed",
        N_("Extension endorsed by the unit"),
        desk="approver",
        awaits=("grant_extension",),
    ),
    State(
        "suspension_asked", N_("Suspension asked"), desk="lead", awaits=("endorse_suspension", "contribute")
    ),
    State("suspension_endorsed", N_("Suspension endorsed by the unit"), desk="approver", awaits=("suspend",)),
    State("suspended", N_("Suspended"), awaits=("resume",)),
    State("fed_back", N_("Waiting for verification"), desk="verifier", awaits=("pass",)),
    State("verified", N_("Waiting for closure"), desk="owner", awaits=("close",)),
    State("split", N_("Split into parts")),
    State("closed", N_("Closed"), open=False),
    State("refused", N_("Not accepted"), open=False),
    State("controlled", N_("Muted by a control rule"), open=False),
    State("referred", N_("Passed to an emergency service"), open=False),
    State("merged", N_("Merged into another case"), open=False),
    State("withdrawn", N_("Withdrawn"), open=False),
)

TOTAL = start("total")


# The dispatch timer stops and handling begins at once, not at sign-for (domain.md §3).
HAND_OVER = (stop("dispatch"), start("handle"))

DISCOVER_AND_REPORT = (
    Action(
        "draft", N_("Save as draft"), "discover", (NEW,), "draft", (may("event.draft", "anyone"),)
    ),
    Action("discard", N_("Discard"), "discover", ("draft",), "withdrawn", (REPORTER,)),
    Action(
        "report",
        N_("Report"),
        "report",
        (NEW, "draft"),
        "reported",
        (may("event.report", "anyone"),),
        # A draft is its author's to report or to settle, though others of the area may see it.
        limits=(limits.OWN_DRAFT,),
        clocks=(TOTAL, start("accept")),
        effect=effects.reported,
    ),
    Action(
        # Reported under a control rule: nobody is sent, the reporter is told which rule, and may ask a person.
        "report_controlled",
        N_("Report under a control rule"),
        "report",
        (NEW, "draft"),
        "controlled",
        (may("event.report", "anyone"),),
        limits=(limits.OWN_DRAFT,),
        effect=effects.reported_under_control,
        indirect=True,
    ),
    Action(
        "settle",
        N_("Settle on the spot"),
        "report",
        (NEW, "draft", "reported", "looking"),
        "closed",
        (may("event.settle", "area"),),
        forms.Settle,
        limits=(limits.OWN_DRAFT, limits.MAY_SETTLE),
        effect=effects.settled,
    ),
    Action("withdraw", N_("Withdraw"), "report", ("reported", "looking"), "withdrawn", (REPORTER,),
           forms.ReasonForm, effect=effects.finished),
    Action(
        "ask_review",
        N_("Ask a person to look again"),
        "report",
        ("refused", "controlled"),
        "reported",
        (REPORTER, may("event.accept", "area")),
        forms.ReasonForm,
        limits=(limits.ONE_REVIEW,),
        clocks=(TOTAL, start("accept")),
        effect=effects.review_asked,
    ),
)  # fmt: skip

ACCEPT = (
    Action("accept", N_("Accept"), "accept", ("reported",), "accepted", OWNER_ACCEPTS, forms.Accept,
           clocks=(stop("accept"), start("dispatch")), effect=effects.accepted),
    Action("refuse", N_("Refuse"), "accept", ("reported",), "refused", OWNER_ACCEPTS, forms.Refuse,
           effect=effects.refused),
    Action("look_first", N_("Send someone to look first"), "accept", ("reported",), "looking",
           OWNER_ACCEPTS, forms.NoteForm, effect=effects.look_asked, optional=True),
    Action("looked", N_("Say what was found"), "accept", ("looking",), "reported", CHECKERS, forms.Look),
    Action("refer", N_("Pass to an emergency service"), "accept", ("reported", "looking", "accepted"),
           "referred", OWNER_ACCEPTS, forms.Refer, effect=effects.referred),
    Action("transfer", N_("Pass to another centre"), "accept", ("reported", "accepted", "returned"), None,
           (may("event.transfer", "owner"), may("event.transfer", "area")), forms.Transfer,
           effect=effects.transferred),
    Action("correct", N_("Correct item or place"), "accept", ("accepted", "returned"), None,
           OWNER_ACCEPTS, forms.Correct, effect=effects.corrected),
    Action("merge", N_("Merge into another case"), "accept", ("reported", "accepted", "returned"), "merged",
           (may("event.merge", "owner"),), forms.Merge, effect=effects.merged),
    Action("split", N_("Split into parts"), "accept", ("accepted", "returned"), "split",
           (may("event.split", "owner"),), forms.Split, clocks=(stop("dispatch"),), effect=effects.split),
    # A part is opened by whoever splits the whole, and accepted in the same breath.
    Action("part", N_("Open a part"), "accept", (NEW,), "accepted", (may("event.split", "area"),),
           clocks=(TOTAL, start("dispatch")), effect=effects.part_opened, indirect=True),
    Action("gather", N_("All parts are finished"), "close", ("split",), "verified", (PLATFORM,)),
)  # fmt: skip

DISPATCH = (
    # A returned case must be dispatched again: there is no edge from `returned` to a unit's own states.
    Action("dispatch", N_("Dispatch"), "dispatch", ("accepted", "returned"), "dispatched",
           OWNER_DISPATCHES, forms.Dispatch, clocks=HAND_OVER, effect=effects.dispatched),
    Action("designate", N_("Designate a unit"), "dispatch", ("returned",), "dispatched",
           (may("event.designate", "owner"),), forms.Designate, clocks=HAND_OVER,
           effect=effects.designated),
)  # fmt: skip

RETURN_LIMITS = (limits.NOT_DESIGNATED, limits.RETURNS_LEFT, limits.RETURN_IN_TIME)

HANDLE = (
    Action("sign", N_("Sign for"), "handle", ("dispatched",), "handling", HANDLER, forms.NoteForm),
    Action("return", N_("Return"), "handle", ("dispatched", "handling"), "returned", HANDLER, forms.Return,
           limits=RETURN_LIMITS, clocks=(stop("handle"), start("dispatch")), effect=effects.returned),
    Action("progress", N_("Note progress"), "handle", WITH_UNIT, None,
           (*HANDLER, may("event.handle", "joint")), forms.ReasonForm),
    Action("contribute", N_("State our part's result"), "handle", WITH_UNIT, None,
           (may("event.handle", "joint"),), forms.Contribute, limits=(limits.NOT_YET_DONE,),
           effect=effects.contributed),
    Action("ask_extension", N_("Ask for an extension"), "handle", ("handling",), "extension_asked",
           HANDLER, forms.ReasonForm, limits=(limits.EXTENSIONS_LEFT, limits.BEFORE_DUE),
           effect=effects.extension_asked, optional=True),
    Action("endorse_extension", N_("Endorse the extension"), "handle", ("extension_asked",),
           "extension_endorsed", FIRST_APPROVER, forms.NoteForm, limits=(limits.FRESH_EYES,),
           effect=effects.endorsed),
    Action("grant_extension", N_("Grant the extension"), "handle", ("extension_endorsed",), "handling",
           FINAL_APPROVER, forms.NoteForm, limits=(limits.FRESH_EYES,), clocks=(extend("handle"),),
           effect=effects.extended),
    Action("ask_suspension", N_("Ask for suspension"), "handle", ("handling",), "suspension_asked",
           HANDLER, forms.Suspension, limits=(limits.SUSPENSIONS_LEFT,),
           effect=effects.suspension_asked, optional=True),
    Action("endorse_suspension", N_("Endorse the suspension"), "handle", ("suspension_asked",),
           "suspension_endorsed", FIRST_APPROVER, forms.NoteForm, limits=(limits.FRESH_EYES,),
           effect=effects.endorsed),
    Action("suspend", N_("Suspend"), "handle", ("suspension_endorsed",), "suspended", FINAL_APPROVER,
           forms.NoteForm, limits=(limits.FRESH_EYES,), clocks=(pause("handle"),),
           effect=effects.suspended),
    Action("refuse_request", N_("Refuse the request"), "handle", (*ASKED, *ENDORSED), "handling",
           (*FIRST_APPROVER, *FINAL_APPROVER), forms.ReasonForm, effect=effects.request_refused),
    Action("resume", N_("Resume"), "handle", ("suspended",), "handling", (*HANDLER, PLATFORM),
           forms.NoteForm, clocks=(resume("handle"),), effect=effects.resumed),
)  # fmt: skip

FINISH = (
    # A unit that is done need not wait for an answer to its own request: the request lapses.
    Action("feed_back", N_("Feed back"), "feedback", ("handling", *ASKED, *ENDORSED), "fed_back", HANDLER,
           forms.FeedBack, clocks=(stop("handle"), start("verify")), effect=effects.fed_back),
    Action("pass", N_("Verified: done"), "verify", ("fed_back",), "verified", CHECKERS, forms.Verify,
           limits=(limits.INDEPENDENT,), clocks=(stop("verify"),)),
    Action("rework", N_("Verified: to be done again"), "verify", ("fed_back",), "handling", CHECKERS,
           forms.Rework, limits=(limits.INDEPENDENT,), clocks=(stop("verify"), start("handle")),
           effect=effects.reworked),
    Action("close", N_("Close"), "close", ("verified",), "closed", (may("event.close", "owner"),),
           forms.Close, effect=effects.closed),
    Action("reopen", N_("Reopen"), "close", ("closed",), "accepted",
           (REPORTER, may("event.reopen", "owner"), may("event.reopen", "area")), forms.ReasonForm,
           limits=(limits.WITHIN_REOPENING,), clocks=(TOTAL, start("dispatch")), effect=effects.reopened),
)  # fmt: skip

SUPERVISE = (
    Action("remind", N_("Remind"), "supervise", UNDER_WAY, None,
           (REPORTER, may("event.supervise", "area"), may("event.supervise", "owner")), forms.NoteForm,
           limits=(limits.REMINDERS_LEFT,), effect=effects.reminded),
    Action("order", N_("Issue a supervision order"), "supervise", UNDER_WAY, None,
           (may("event.supervise", "area"),), forms.Order, limits=(limits.NO_OPEN_ORDER,),
           effect=effects.ordered),
    Action("answer_order", N_("Answer the supervision order"), "supervise", UNDER_WAY, None,
           (*HANDLER, may("event.accept", "owner")), forms.Answer, limits=(limits.ORDER_OPEN,),
           effect=effects.answered),
    Action("mark_warning", N_("Due soon"), "supervise", UNDER_WAY, None, (PLATFORM,), forms.Mark,
           effect=effects.warned),
    Action("mark_overdue", N_("Overdue"), "supervise", UNDER_WAY, None, (PLATFORM,), forms.Mark,
           effect=effects.overdue),
    Action("add_information", N_("Add information"), "report", (*UNDER_WAY, "closed"), None,
           (REPORTER, may("patrol.walk", "area")),
           forms.Information, effect=effects.added),
    Action("attach", N_("Attach a file"), "handle", ("draft", *UNDER_WAY, "closed"), None,
           (REPORTER, may("event.handle", "lead"), may("event.handle", "joint"),
            may("event.verify", "verifier"), may("event.accept", "owner"), may("patrol.walk", "area")),
           forms.Attach, indirect=True),
)  # fmt: skip

EVALUATE = (
    Action("rate", N_("Rate"), "evaluate", ("closed",), None, (REPORTER,), forms.Rate,
           limits=(limits.UNRATED,), effect=effects.rated),
    Action("call_back", N_("Record the call-back"), "evaluate", ("closed",), None,
           (may("event.call_back", "owner"), may("event.call_back", "area")), forms.CallBack,
           effect=effects.called_back),
    Action("appraise", N_("Assess the work"), "evaluate", ("closed",), None,
           (may("event.appraise", "area"),), forms.Appraise),
    # An appeal may be granted after the case was reopened, and whatever became of it then.
    Action("exempt", N_("Exempt from statistics"), "evaluate", (*UNDER_WAY, "closed", "referred", "merged"),
           None, (PLATFORM,), forms.NoteForm, effect=effects.exempted),
)  # fmt: skip

EVENT = install(
    Flow(
        key="event",
        label=N_("Event"),
        states=STATES,
        actions=DISCOVER_AND_REPORT + ACCEPT + DISPATCH + HANDLE + FINISH + SUPERVISE + EVALUATE,
        relations=relations,
        desks=DESKS,
        clocks=("total", "accept", "dispatch", "handle", "verify"),
        settings=limits.EventSettings(),
    )
)
