from tests.events.intake.fixtures import committed, hotline, own_city, uploads, walk
from tests.personas import cast

__all__ = ["cast", "committed", "hotline", "own_city", "uploads", "walk"]
