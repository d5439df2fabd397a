"""Which grids touch a window, by the boxes around them; from memory, by boundary version."""

import threading
from dataclasses import dataclass

import numpy as np

from wangge.core import statements
from wangge.network import locate

# Every outline a grid has ever had: a case keeps the grid it was placed in when the line moves on.
_BOXES = "SELECT code, west, south, east, north FROM network_boundary WHERE level = 'grid' ORDER BY code"


@dataclass(frozen=True, slots=True)
class _Boxes:
    number: int
    codes: np.ndarray
    boxes: np.ndarray  # west, south, east, north


_lock = threading.Lock()
_boxes: _Boxes | None = None


def grids_touching(
    west: float, south: float, east: float, north: float, number: int | None = None
) -> list[str]:
    """Codes of all grids that lie, or once lay, near enough to a window that a point of theirs may be in it.

    `number` is the boundary version in force, where the caller knows it. One query otherwise; one more for a version
    not met before.
    """
    held = _held(locate.current_number() if number is None else number)
    boxes = held.boxes
    touching = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return np.unique(held.codes[touching]).tolist()


def _held(number: int) -> _Boxes:
    global _boxes
    with _lock:
        if _boxes is None or _boxes.number != number:
            rows = statements.run(_BOXES, ())
            codes = np.array([row[0] for row in rows], dtype=str)
            boxes = np.array([row[1:] for row in rows], dtype=float).reshape(-1, 4)
            _boxes = _Boxes(number, codes, boxes)
        return _boxes
