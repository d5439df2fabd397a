"""Values of facts by their type: checked, written in one way, shown masked, shown in words. Needs no database."""

import re
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext
from stdnum.cn import ric, uscc

from wangge.core.crypto import blind_index, mask_name, mask_phone
from wangge.core.text import PHONE, unclean
from wangge.core.words import N_
from wangge.registry import definitions
from wangge.registry.definitions import Field

IDENTITY = re.compile(r"\d{17}[\dX]")
OLDEST = date(1870, 1, 1)


class Unfit(ValueError):
    """A value that does not fit its field; the message is one for people."""


def checked(field: Field, value: Any) -> Any:
    """A value as it is kept; `Unfit` with a message for people. None stands for no value."""
    return _CHECKS[field.type](field, value)


def masked(field: Field, value: Any) -> str:
    """A sealed value as it may be shown to whoever sees the group."""
    text = str(value)
    match field.type:
        case "identity_number":
            return f"{text[:3]}{'*' * (len(text) - 4)}{text[-1:]}"
        case "phone":
            return mask_phone(text)
        case "day":
            return f"{text[:4]}-**-**"
    return mask_name(text)


def shown(field: Field, value: Any) -> str:
    """A value that is not sealed, in words."""
    if field.type == "choice":
        found = definitions.named(field.choices, str(value))
        return found.label if found else str(value)
    if field.type == "yes_no":
        return gettext("Yes") if value else gettext("No")
    return str(value)


def identity_number(text: str) -> str:
    """An identity number (GB 11643) with its X large; `Unfit` if it is none.

    Length, day of birth and check digit are looked at. The area is not: numbers keep the code of the area where
    they were given, and many of those are no longer in any list.
    """
    number = "".join(text.split()).upper()
    if not IDENTITY.fullmatch(number):
        raise Unfit(N_("An identity number has 18 digits; the last may be X"))
    try:
        born = ric.get_birth_date(number)
    except Exception as error:  # of the library's own kinds
        raise Unfit(N_("There is no such day of birth in an identity number")) from error
    if not OLDEST <= born <= localdate():
        raise Unfit(N_("There is no such day of birth in an identity number"))
    if ric.calc_check_digit(number) != number[-1]:
        raise Unfit(N_("The last digit does not fit: one of the digits is mistyped"))
    return number


def born_of(number: str) -> date:
    """The day of birth an identity number says."""
    return ric.get_birth_date(number)


def sex_of(number: str) -> str:
    """The sex an identity number says: an odd place in the order of the day is a man's."""
    return "male" if int(number[16]) % 2 else "female"


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100); `Unfit` if it is none."""
    code = "".join(text.split()).upper()
    if not uscc.is_valid(code):
        raise Unfit(N_("This is no unified social credit code"))
    return uscc.compact(code)


def index(field: str, value: str) -> bytes:
    """The blind index of a value: equal for equal values, for exact search."""
    return blind_index(value, f"registry.{field}")


def birth_index(name: str, born: str) -> bytes:
    """The blind index of a name with a day of birth (ISO), by which doubles are suspected."""
    return index("birth", f"{name}\x00{born}")


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(N_("This must be a text"))
    text = " ".join(value.split())
    if not text:
        raise Unfit(N_("This may not be empty"))
    if unclean(text):
        raise Unfit(N_("Holds a character that is not text (NUL, control, surrogate)"))
    if len(text) > field.most:
        raise Unfit(N_("This is too long"))
    return text


def _choice(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in definitions.choices(field.choices):
        raise Unfit(N_("This is not one of the possible values"))
    return value


def _yes_no(field: Field, value: Any) -> bool:  # noqa: ARG001  all checks are called alike
    if not isinstance(value, bool):
        raise Unfit(N_("This must be true or false"))
    return value


def _whole(field: Field, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit(N_("This must be a whole number"))
    if not 0 <= value <= field.most:
        raise Unfit(N_("This is too large") if value > 0 else N_("This is too small"))
    return value


def _day(field: Field, value: Any) -> str:  # noqa: ARG001
    try:
        day = date.fromisoformat(str(value))
    except ValueError as error:
        raise Unfit(N_("This must be a date, as 2026-05-01")) from error
    if not OLDEST <= day <= localdate():
        raise Unfit(N_("Choose a day that has been"))
    return day.isoformat()


def _phone(field: Field, value: Any) -> str:  # noqa: ARG001
    number = "".join(sign for sign in str(value) if not sign.isspace() and sign != "-")
    if not PHONE.fullmatch(number):
        raise Unfit(N_("Not a phone number of this country"))
    return number


def _identity(field: Field, value: Any) -> str:  # noqa: ARG001
    return identity_number(str(value))


_CHECKS = {
    "text": _text,
    "choice": _choice,
    "yes_no": _yes_no,
    "whole": _whole,
    "day": _day,
    "phone": _phone,
    "identity_number": _identity,
}
