"""Row-level security: what a query forgets to filter, PostgreSQL filters (design §4).

A model that holds personal data says `sensitive = Guard(...)`; from then on its rows can be read and changed only
inside `with guarded(actor):`, and only those in the actor's jurisdiction. Outside of it the table looks empty.
"""

from wangge.core.rows.door import drop_in
from wangge.core.rows.guard import EVERYWHERE, Guard, guards
from wangge.core.rows.session import guarded, guarded_if_needed

__all__ = ["EVERYWHERE", "Guard", "drop_in", "guarded", "guarded_if_needed", "guards"]
