"""What is wrong with a field, in words that stand in the catalogue of messages.

Two libraries read input here (pydantic behind the API's routes, msgspec behind hot ones) and each has its own
English for the same mistakes; people get one wording, in their language.
"""

import re
from typing import Final

from wangge.core.words import N_

REQUIRED: Final = N_("This is required")
UNKNOWN_FIELD: Final = N_("There is no such field")
TOO_SHORT: Final = N_("This is too short")
TOO_LONG: Final = N_("This is too long")
TOO_SMALL: Final = N_("This is too small")
TOO_LARGE: Final = N_("This is too large")
TEXT: Final = N_("This must be a text")
WHOLE: Final = N_("This must be a whole number")
NUMBER: Final = N_("This must be a number")
YES_NO: Final = N_("This must be true or false")
LIST: Final = N_("This must be a list")
OBJECT: Final = N_("This must be an object")
CHOICE: Final = N_("This is not one of the possible values")
DATE: Final = N_("This must be a date, as 2026-05-01")
TIME: Final = N_("This must be a time with its zone, as 2026-05-01T08:00:00+08:00")
PATTERN: Final = N_("This is not written as it should be")
UNREADABLE: Final = N_("This cannot be read")

# pydantic's types of error.
PYDANTIC: Final[dict[str, str]] = {
    "missing": REQUIRED,
    "extra_forbidden": UNKNOWN_FIELD,
    "string_too_short": TOO_SHORT,
    "too_short": TOO_SHORT,
    "string_too_long": TOO_LONG,
    "too_long": TOO_LONG,
    "greater_than": TOO_SMALL,
    "greater_than_equal": TOO_SMALL,
    "less_than": TOO_LARGE,
    "less_than_equal": TOO_LARGE,
    "string_type": TEXT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": TOO_LARGE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "bool_type": YES_NO,
    "bool_parsing": YES_NO,
    "list_type": LIST,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "enum": CHOICE,
    "literal_error": CHOICE,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "datetime_type": TIME,
    "datetime_parsing": TIME,
    "datetime_from_date_parsing": TIME,
    "datetime_object_invalid": TIME,
    "timezone_aware": TIME,
    "string_pattern_mismatch": PATTERN,
}

# How msgspec's messages begin, the more special first.
_MSGSPEC: Final[tuple[tuple[str, str], ...]] = (
    ("Object missing required field", REQUIRED),
    ("Object contains unknown field", UNKNOWN_FIELD),
    ("Expected `str` matching regex", PATTERN),
    (r"Expected `\w+` of length [<=]", TOO_LONG),
    (r"Expected `\w+` of length >", TOO_SHORT),
    (r"Expected `\w+` <", TOO_LARGE),
    (r"Expected `\w+` >", TOO_SMALL),
    ("Expected `int", WHOLE),
    ("Expected `float", NUMBER),
    ("Expected `str", TEXT),
    ("Expected `bool", YES_NO),
    ("Expected `array", LIST),
    ("Expected `object", OBJECT),
    ("Expected `datetime", TIME),
    ("Invalid RFC3339 encoded datetime", TIME),
    ("Expected `date", DATE),
    ("Invalid RFC3339 encoded date", DATE),
    ("Invalid enum value", CHOICE),
    ("Invalid value", CHOICE),
    ("Integer value out of range", TOO_LARGE),
)


def of_msgspec(message: str) -> str:
    """Our wording for a message of msgspec's."""
    return next((said for begin, said in _MSGSPEC if re.match(begin, message)), UNREADABLE)
