"""What the register does by itself."""

from wangge.core.tasks import Periodic
from wangge.registry.retention import delete_expired

PERIODIC = (Periodic("retention", "40 3 * * *", delete_expired),)
