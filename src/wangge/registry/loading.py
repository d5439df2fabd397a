"""`./wangge load demo`: residents, homes and places that do not exist."""

from wangge.registry import demo
from wangge.registry.care import demo as care


def load_demo() -> dict[str, int]:
    """The residents, homes and places of the demonstration, and care for some of them; how many were entered."""
    return demo.load() | care.load()
