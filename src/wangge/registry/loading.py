"""`./wangge load demo`: residents, homes and places that do not exist."""

from wangge.registry import demo


def load_demo() -> dict[str, int]:
    """The residents, homes and places of the demonstration; how many were entered."""
    return demo.load()
