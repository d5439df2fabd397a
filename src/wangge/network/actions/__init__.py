"""Every write of the network."""

from wangge.network.actions.boundaries import check_boundaries, edit_boundaries, generate_boundaries
from wangge.network.actions.postings import NewPosting, end_posting, post_many, post_person
from wangge.network.actions.regions import load_regions
from wangge.network.actions.units import change_unit, close_unit, load_units, open_unit

__all__ = [
    "NewPosting",
    "change_unit",
    "check_boundaries",
    "close_unit",
    "edit_boundaries",
    "end_posting",
    "generate_boundaries",
    "load_regions",
    "load_units",
    "open_unit",
    "post_many",
    "post_person",
]
