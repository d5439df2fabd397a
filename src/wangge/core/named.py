"""A key and what people call it: how every closed list goes to the faces."""

import msgspec


class Named(msgspec.Struct, frozen=True):
    """A key and what people call it."""

    key: str
    label: str
