"""Reads of the network for other contexts: plain values, never rows."""

from wangge.network.queries.boundaries import BoundaryView, boundary
from wangge.network.queries.finding import PlaceMatch, find_place
from wangge.network.queries.places import (
    ChildView,
    GridCard,
    RegionView,
    grid_card,
    grid_centre,
    grids,
    names,
    place_exists,
    region,
)
from wangge.network.queries.postings import (
    PostingView,
    WorkerView,
    active_posting,
    current_postings,
    postings_of,
    worker_grid_nearest,
    workers_of,
)
from wangge.network.queries.units import (
    UnitView,
    centre_at,
    route,
    unit,
    unit_kinds,
    unit_names,
    unit_within,
    units,
    units_of_kind,
)

__all__ = [
    "BoundaryView",
    "ChildView",
    "GridCard",
    "PlaceMatch",
    "PostingView",
    "RegionView",
    "UnitView",
    "WorkerView",
    "active_posting",
    "boundary",
    "centre_at",
    "current_postings",
    "find_place",
    "grid_card",
    "grid_centre",
    "grids",
    "names",
    "place_exists",
    "postings_of",
    "region",
    "route",
    "unit",
    "unit_kinds",
    "unit_names",
    "unit_within",
    "units",
    "units_of_kind",
    "worker_grid_nearest",
    "workers_of",
]
