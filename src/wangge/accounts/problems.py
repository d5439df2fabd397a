"""What can go wrong with logging in, beside what `core.problems` has."""

from wangge.core.problems import kind
from wangge.core.words import N_

BAD_LOGIN = kind("auth.failed", 401, N_("User name or password is wrong"))
LOCKED = kind("auth.locked", 429, N_("Too many attempts to log in; please wait"))
CSRF = kind("auth.csrf", 403, N_("This request did not come from our own pages; load the page again"))
ROLES_EXCLUDE = kind("role.excluded", 409, N_("These roles may not be held by one person"))
