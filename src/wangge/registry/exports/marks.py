"""Which list a text comes from, written into it so that nobody sees it: characters without width.

The number of the list stands in the address of every row, so one row is enough to tell whose file it was. It survives
opening, saving, sorting, cutting out of rows, and copying from one program into another. It does not survive being
typed anew, photographed, or taken out by somebody who knows of it: those are what the visible marks and the log are
for (decision 0021). Nothing else of the row is touched, and what the platform reads in, it reads without them.
"""

import re
from collections.abc import Iterable

from wangge.core.crypto import blind_index

ZERO, ONE = "\u200b", "\u200c"  # zero width space and non-joiner: kept by spreadsheet programs, shown by none
DIGITS, CHECK = 16, 10  # of a case number; bits that say whether a mark is one of ours
BITS = 54 + CHECK  # sixteen decimal digits are below 2 to the power of 54
RUN = re.compile(f"[{ZERO}{ONE}]{{{BITS}}}")


def mark(case_no: str) -> str:
    """The invisible text that stands for a case number."""
    bits = f"{int(case_no) << CHECK | _check(case_no):0{BITS}b}"
    return bits.translate({ord("0"): ZERO, ord("1"): ONE})


def marked(text: str, invisible: str) -> str:
    """A text with a mark behind its first character, where it is not cut off with blanks at the ends."""
    return text[:1] + invisible + text[1:]


def found(texts: Iterable[str]) -> set[str]:
    """The case numbers of the lists that any of these texts come from."""
    numbers = set()
    for text in texts:
        for run in RUN.findall(text):
            value = int("".join("1" if sign == ONE else "0" for sign in run), 2)
            number = f"{value >> CHECK:0{DIGITS}d}"
            if len(number) == DIGITS and value & ((1 << CHECK) - 1) == _check(number):
                numbers.add(number)
    return numbers


def _check(case_no: str) -> int:
    """Keyed, so that nobody puts a mark of somebody else's list together."""
    return int.from_bytes(blind_index(case_no, "registry.export.mark")[:2], "big") >> (16 - CHECK)
