"""What each action on a care entry asks. What is filled in here is sealed beside the step and goes with the entry."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from wangge.core.flow.forms import Choice, Form
from wangge.core.words import N_

WORDS = r"\S"  # two blanks are no reason
MOST = 500
Words = Annotated[str, Meta(min_length=2, max_length=MOST, pattern=WORDS)]
Plan = Annotated[Words, Meta(title=N_("Plan of care"))]
Reason = Annotated[Words, Meta(title=N_("Reason"))]


class ConsentHow(Choice):
    """PIPL §29: separate consent; §31: of a guardian for a child under 14."""

    WRITTEN = "written", N_("In writing")
    SPOKEN = "spoken", N_("Spoken, before a witness")
    GUARDIAN = "guardian", N_("By the guardian, in writing")


class HelpKind(Choice):
    VISIT = "visit", N_("Called on at home")
    CALL = "call", N_("Telephoned")
    ERRAND = "errand", N_("Ran an errand or did housework")
    TREATMENT = "treatment", N_("Went along to treatment or fetched medicine")
    APPLICATION = "application", N_("Helped with an application or allowance")
    CONTACT = "contact", N_("Brought in an office or organisation")
    OTHER = "other", N_("Something else")


class Open(Form):
    aim: Annotated[Words, Meta(title=N_("What this care is for"))]


class Agree(Form):
    how: Annotated[ConsentHow, Meta(title=N_("How consent was given"))]
    day: Annotated[date, Meta(title=N_("Day of consent"))]


class Begin(Form):
    plan: Plan


class ChangePlan(Form):
    plan: Plan
    reason: Reason


class Help(Form):
    kind: Annotated[HelpKind, Meta(title=N_("What help it was"))]
    told: Annotated[Words, Meta(title=N_("How it went and what is needed next"))]


class Review(Form):
    told: Annotated[Words, Meta(title=N_("What has been reached, and whether care is still needed"))]


class Extend(Form):
    until: Annotated[date, Meta(title=N_("New end date"))]
    reason: Reason


class HandOver(Form):
    to: Annotated[int, Meta(title=N_("New responsible person"))]
    reason: Reason


class Add(Form):
    who: Annotated[int, Meta(title=N_("Who joins"))]
    reason: Reason


class Remove(Form):
    who: Annotated[int, Meta(title=N_("Who no longer takes part"))]


class ReasonForm(Form):
    reason: Reason
