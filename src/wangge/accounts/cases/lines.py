"""What a step holds, as lines people read: titles of the form, choices in words."""

from typing import Any

import msgspec
from django.utils.translation import gettext

from wangge.accounts.cases.told import Told
from wangge.core.actors import ActorKind
from wangge.core.flow import forms
from wangge.core.flow.forms import Form
from wangge.core.flow.models import Step
from wangge.core.words import N_, Say

SYSTEM, PLATFORM = N_("Connected system"), N_("Done by the platform")


class Line(msgspec.Struct, frozen=True):
    label: str
    value: str


class Who(msgspec.Struct, frozen=True):
    """Who took a step: the name, the role it was taken in, and the unit or grid (empty for a reporter)."""

    name: str
    role: str
    place: str


class Reading:
    """The lines of steps. A context that notes more beside its forms than plain words derives its own."""

    def note(self, name: str) -> str:  # noqa: ARG002  the plain reading knows no notes
        """What people call something that the engine noted beside the form; "" leaves it out."""
        return ""

    def said(self, name: str, value: Any) -> str:
        """A value in words; "" where it means nothing to people."""
        if isinstance(value, list):
            return " / ".join(filter(None, (self.said(name, each) for each in value)))
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        return str(value) if isinstance(value, str | int | float) else ""

    def lines(self, step: Step, form: type[Form] | None, say: Say) -> list[Line]:
        """The step's data in the order in which it was written; what means nothing to people is left out."""
        described = forms.described(form) if form else {}
        found = []
        for name, value in step.data.items():
            field = described.get(name)
            title = field.title if field and field.title else self.note(name)
            said = _choice(field, value, say) or self.said(name, value)
            if title and said:
                found.append(Line(say(title), said))
        return found

    @staticmethod
    def who(told: Told, say: Say) -> Who:
        step = told.step
        name = say(step.actor_label)
        if told.place:
            return Who(name, told.role, told.place)
        said = {ActorKind.SYSTEM.value: SYSTEM, ActorKind.JOB.value: PLATFORM}.get(step.actor_kind)
        return Who(name, say(said) if said else "", "")


def _choice(field: forms.Field | None, value: Any, say: Say) -> str:
    return say(field.choice(value).label) if field and field.choice and value is not None else ""
