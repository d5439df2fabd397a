"""Typed structs made ready before they are used.

What msgspec knows of a struct it works out when the struct is first read into, and it hands that to other threads
while it is half done: two first requests at once end the process (msgspec 0.22, a crash in C). So it is worked
out here, by one thread at a time, before any reads.
"""

import threading

import msgspec

_ready: set[type] = set()
_lock = threading.Lock()


def ready(shape: type) -> None:
    """Make a struct, and those within it, fit for being read into by several threads. Cheap when it is."""
    if shape not in _ready:
        with _lock:
            msgspec.json.Decoder(shape)
            _ready.add(shape)
