"""`./wangge load base`: the regions, units, grids and outlines of the city."""

from wangge.core.actors import job
from wangge.network import source
from wangge.network.actions import generate_boundaries, load_regions, load_units
from wangge.network.labels import LOADER
from wangge.network.notices import demo as notices


def load_base() -> dict[str, int]:
    """Bring the network up to the shipped files and return how much was added; the second time nothing."""
    actor = job(LOADER)
    return {
        "regions": load_regions(source.regions(), actor),
        "units": load_units(),
        **generate_boundaries(actor),
    }


def load_demo() -> dict[str, int]:
    """Publish the demonstration's notices."""
    return {"notices": notices.load()}
