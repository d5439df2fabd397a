"""What is seen of the whole, over HTTP."""

from wangge.insight.api.daily import HOT as DAYS
from wangge.insight.api.mapping import HOT as MAP

HOT = (*MAP, *DAYS)

__all__ = ["HOT"]
