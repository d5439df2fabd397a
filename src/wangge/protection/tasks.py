"""What the data protection desk does by itself."""

from wangge.core.tasks import Periodic
from wangge.protection import forgetting


def forget() -> dict[str, int]:
    """Ends assessments whose review was missed; deletes words of the desk whose time is up."""
    return forgetting.forget()


PERIODIC = (Periodic("forget", "50 3 * * *", forget),)
