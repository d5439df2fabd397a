"""A struct read into by many threads at once for the first time: in a process of its own, since it may end it."""

import subprocess
import sys

PROGRAM = """
import sys, threading
import msgspec
from typing import Annotated, Optional
from wangge.core.shapes import ready

sys.setswitchinterval(1e-6)
names = [f"field{number}" for number in range(30)]
for round in range(100):
    Inner = msgspec.defstruct("Inner", [("x", Annotated[int, msgspec.Meta(ge=0)])])
    Outer = msgspec.defstruct("Outer", [("inner", Inner), *[(name, Optional[Inner], None) for name in names]])
    barrier = threading.Barrier(8)
    read = []

    def first():
        barrier.wait()
        ready(Outer)
        read.append(msgspec.convert({"inner": {"x": 1}, "field3": {"x": 3}}, Outer))

    threads = [threading.Thread(target=first) for _ in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert [each.field3.x for each in read] == [3] * 8
"""


def test_it_works():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
