"""What can go wrong with logging in, beside what `core.problems` has."""

from wangge.core.problems import kind
from wangge.core.words import N_

BAD_LOGIN = kind("auth.failed", 401, N_("User name or password is wrong"))
FACTOR = kind("auth.factor", 401, N_("Give the code of your second factor as well"))
BAD_CODE = kind("auth.code", 401, N_("This code does not fit, or was used already"))
STALE = kind("auth.stale", 403, N_("Confirm first that it is you"))
LOCKED = kind("auth.locked", 429, N_("Too many attempts to log in; please wait"))
CSRF = kind("auth.csrf", 403, N_("This request did not come from our own pages; load the page again"))
PROVIDER_DOWN = kind("sso.down", 503, N_("The provider of single sign-on does not answer"))
PROVIDER_REFUSED = kind(
    "sso.refused", 401, N_("Logging in through the provider did not succeed; please try again")
)
UNLINKED = kind("sso.unlinked", 403, N_("Who you are at the provider belongs to no account here"))
ROLES_EXCLUDE = kind("role.excluded", 409, N_("These roles may not be held by one person"))
