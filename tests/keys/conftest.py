from tests.events.intake.fixtures import uploads, walk
from tests.personas import cast

__all__ = ["cast", "uploads", "walk"]
