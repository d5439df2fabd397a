"""What the code on a door plate says: the number of a standard address and a check digit, nothing about anybody.

No address of a server either: plates hang for decades, hosts move. Who scans it with anything but the field app sees
a number. The check digit (ISO 7064, MOD 11,10) finds every single wrong digit and nearly all swapped ones, for
those who type it.
"""

import io

import segno
from stdnum.iso7064 import mod_11_10

PREFIX = "WG"


def code_of(number: int) -> str:
    """The code of an address as people read and type it: `10482-5`."""
    return f"{number}-{mod_11_10.calc_check_digit(str(number))}"


def picture(number: int, title: str) -> bytes:
    """The QR picture of an address as SVG, a quarter of it readable through dirt; `title` is its text alternative."""
    out = io.BytesIO()
    made = segno.make(f"{PREFIX}{code_of(number)}", error="q", micro=False)
    made.save(out, kind="svg", scale=8, title=title, omitsize=True, xmldecl=False)
    return out.getvalue()
