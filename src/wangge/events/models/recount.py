"""Days of which what was counted no longer holds."""

from django.db import models

from wangge.core.scope import Closed


class Recount(models.Model):
    """A case that was opened on this day got another place afterwards, or was written after the day had ended.

    Written in the transaction that did it, so that whoever sums cases up by day knows at once which sums not to
    trust; deleted by whoever has counted the day again. Filing a case writes none.
    """

    scope = Closed("says on which day something moved, and nothing else; sums are checked against it")

    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.day}"
