"""Where cases are counted: the tiles of the web's Mercator map, each a quarter of the one above it.

They lie where they lie, whatever part of the map is on the screen, so clusters stay in their places while the map
is moved, and what was counted in a cell yesterday can be used today. A cell of level L is 360 / 2^L degrees wide.
"""

import math
from dataclasses import dataclass

TILE = 512  # pixels of a map tile, as the map counts zoom
DEEPEST = 26  # cells of about half a metre
# A window is cut into no more cells than this in either direction, whatever zoom is claimed.
MOST_CELLS = 128

# The cell of a point, in SQL, counted from the west and from the north; `size` is 2^level.
X_SQL = "floor((lng + 180) / 360 * {size})::int"
Y_SQL = "floor((0.5 - asinh(tan(radians(lat))) / (2 * pi())) * {size})::int"
# The same within some `Cells`, for a quarter of the work: which of their columns and rows, from the south-west, by
# `Cells.borders`. One number for both, which no cell of `MOST_CELLS` by `MOST_CELLS` shares with another.
PLACE_SQL = "width_bucket(lng, {lngs}::float8[]) * 1000 + width_bucket(lat, {lats}::float8[])"

# A coordinate as a whole number of millionths of a degree, a tenth of a metre, before it is added to others: sums of
# whole numbers are the same in whatever order they are made, and so is the middle of a cluster.
WHOLE_LNG_SQL, WHOLE_LAT_SQL = "round(lng * 1e6)", "round(lat * 1e6)"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells from `left` to `right` and from `top` to `bottom`, all included, of one level."""

    level: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def borders(self) -> tuple[list[float], list[float]]:
        """The longitudes between which the columns lie, and the latitudes between which the rows do, ascending."""
        lngs = [corner(self.level, x, 0)[0] for x in range(self.left, self.right + 2)]
        lats = [corner(self.level, 0, y)[1] for y in range(self.bottom + 1, self.top - 1, -1)]
        return lngs, lats

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        west, north = corner(self.level, self.left, self.top)
        east, south = corner(self.level, self.right + 1, self.bottom + 1)
        return west, south, east, north

    @property
    def middles(self) -> tuple[list[float], list[float]]:
        """The longitudes of the middles of the columns and the latitudes of those of the rows, by the numbers of
        `PLACE_SQL`, the first of which is 1."""
        lngs = [corner(self.level, x - 0.5, 0)[0] for x in range(self.left, self.right + 2)]
        lats = [corner(self.level, 0, y + 1.5)[1] for y in range(self.bottom, self.top - 2, -1)]
        return lngs, lats

    def at(self, level: int) -> "Cells":
        """The cells of a finer (or this very) level that lie in these."""
        deep = level - self.level
        return Cells(
            level,
            self.left << deep,
            self.top << deep,
            ((self.right + 1) << deep) - 1,
            ((self.bottom + 1) << deep) - 1,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """What is on the screen, in degrees, at a zoom of the map (a tile of 512 pixels at zoom 0 is the world)."""

    west: float
    south: float
    east: float
    north: float
    zoom: float

    def cells(self, pixels: int) -> Cells:
        """The cells that the window touches, each between 0.7 and 1.4 times so many pixels wide."""
        level = min(round(self.zoom + math.log2(TILE / pixels)), DEEPEST)
        while True:
            left, top = _cell(level, self.west, self.north)
            right, bottom = _cell(level, self.east, self.south)
            if level == 0 or max(right - left, bottom - top) < MOST_CELLS:
                return Cells(level, left, top, right, bottom)
            level -= 1


def corner(level: int, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of the north-western corner of a cell; with halves, of points between."""
    size = 2**level
    return x / size * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))


def _cell(level: int, lng: float, lat: float) -> tuple[int, int]:
    size = 2**level
    x = (lng + 180) / 360 * size
    y = (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * size
    return _within(x, size), _within(y, size)


def _within(value: float, size: int) -> int:
    """Beyond the last cell lies nothing: the poles are no place of this map."""
    return max(0, min(size - 1, math.floor(value)))
