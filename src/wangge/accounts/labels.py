"""What people read instead of the keys of accounts: powers, roles, channels, and what the audit log calls things."""

from collections.abc import Iterable, Mapping

from django.utils.timezone import now
from django.utils.translation import gettext

from wangge.accounts.channels import CHANNELS
from wangge.accounts.models import Role, Token
from wangge.accounts.roles import Family, powers
from wangge.core.named import Named
from wangge.core.words import N_, chinese
from wangge.network import labels as places

# The whole platform's: a context above writes its entries under keys that stand here (a test compares them).
AUDIT_ACTIONS = {
    "account.closed": N_("Closed an account"),
    "account.opened": N_("Opened an account"),
    "account.reopened": N_("Opened a closed account again"),
    "assessment.approved": N_("Approved an impact assessment"),
    "assessment.ended": N_("Ended an impact assessment: the processing has ended"),
    "assessment.expired": N_("Ended an impact assessment whose review was missed"),
    "audit.alert_seen": N_("Looked into odd reading"),
    "audit.exported": N_("Took the audit log out"),
    "audit.forgotten": N_("Deleted entries of the audit log whose time was up"),
    "audit.read": N_("Read the audit log"),
    "boundary.edited": N_("Changed boundaries"),
    "breach.authority_told": N_("Noted that the authority was told of a breach"),
    "breach.closed": N_("Closed a breach"),
    "breach.dismissed": N_("Noted that something is no breach"),
    "breach.people_spared": N_("Noted why people need not be told of a breach"),
    "breach.people_told": N_("Noted that people were told of a breach"),
    "breach.recorded": N_("Recorded a breach"),
    "care.deleted": N_("Deleted care entries that have ended"),
    "care.listed": N_("Looked at a list of care entries"),
    "care.opened": N_("Opened a care entry"),
    "care.read": N_("Looked at a care entry"),
    "care.refused": N_("Tried to open a care entry that is there"),
    "care.reveal": N_("Looked at a masked value of a care entry"),
    "catalogue.publish": N_("Published a catalogue"),
    "contact.reveal": N_("Looked at a reporter's contact"),
    "export.approve": N_("Approved a list out of the register"),
    "export.ask": N_("Asked for a list out of the register"),
    "export.end": N_("Deleted a list out of the register whose time was up"),
    "export.fetch": N_("Fetched a list out of the register"),
    "export.make": N_("Made a list out of the register"),
    "export.refuse": N_("Did not approve a list out of the register"),
    "export.withdraw": N_("Withdrew a list out of the register"),
    "factor.codes": N_("Made new recovery codes"),
    "factor.enrolled": N_("Enrolled a second factor"),
    "factor.recovered": N_("Used a recovery code"),
    "factor.removed": N_("Took away a second factor"),
    "keys.added": N_("Added a key of encrypted columns"),
    "keys.rotated": N_("Sealed encrypted columns with a new key"),
    "link.confirmed": N_("Confirmed who an account is at the provider of single sign-on"),
    "link.ended": N_("Took away who an account is at the provider of single sign-on"),
    "link.made": N_("Said who an account is at the provider of single sign-on"),
    "list.exported": N_("Took a list out"),
    "login": N_("Logged in"),
    "login.failed": N_("Failed to log in"),
    "login.locked": N_("Was locked out"),
    "login.unlinked": N_("Came from the provider of single sign-on without an account"),
    "logout": N_("Logged out"),
    "notice.changed": N_("Changed a notice"),
    "notice.published": N_("Published a notice"),
    "notice.withdrawn": N_("Withdrew a notice"),
    "password.changed": N_("Changed the password"),
    "password.refused": N_("Gave a wrong password when changing it"),
    "password.reset": N_("Reset a password"),
    "posting.ended": N_("Ended a posting"),
    "posting.given": N_("Gave a posting"),
    "posting.switched": N_("Switched to another posting"),
    "protection.noted": N_("Changed the register of processing"),
    "registry.access_ended": N_("Took back a code to look with"),
    "registry.access_given": N_("Gave somebody a code to look at what is held about them"),
    "registry.held": N_("Looked at what is held about themselves"),
    "registry.imported": N_("Imported people from a file"),
    "registry.deleted": N_("Deleted from the register what had served its purpose"),
    "registry.merge": N_("Merged two entries of the register"),
    "registry.merge_undone": N_("Undid a merge in the register"),
    "registry.reveal": N_("Looked at a masked value of the register"),
    "registry.search": N_("Searched the register by an exact number"),
    "role.changed": N_("Changed what a role may do"),
    "session.ended": N_("Ended sessions"),
    "token.issued": N_("Issued a token"),
    "token.revoked": N_("Revoked a token"),
    "track.read": N_("Looked at a patrol's track"),
    "unit.changed": N_("Changed a unit"),
    "unit.closed": N_("Closed a unit"),
    "unit.opened": N_("Opened a unit"),
}
AUDIT_OBJECTS = {
    "alert": N_("Alert"),
    "assessment": N_("Impact assessment"),
    "boundary_version": N_("Version of the boundaries"),
    "breach": N_("Breach of personal information"),
    "care": N_("Care entry"),
    "case": N_("Case"),
    "catalogue": N_("Catalogue"),
    "event": N_("Event"),
    "export": N_("Export"),
    "key": N_("Key"),
    "notice": N_("Notice"),
    "patrol": N_("Patrol"),
    "person": N_("Account"),
    "posting": N_("Posting"),
    "processing": N_("Activity of the register of processing"),
    "register_export": N_("List out of the register"),
    "registry_dwelling": N_("Home in the register"),
    "registry_organisation": N_("Organisation in the register"),
    "registry_person": N_("Person in the register"),
    "role": N_("Role"),
    "token": N_("Token"),
    "unit": N_("Unit"),
}
ACTORS = {
    "person": N_("Person"),
    "system": N_("Connected system"),
    "job": N_("Platform"),
    "reporter": N_("Reporter"),
}
ALERTS = {
    "many": N_("Many readings"),
    "night": N_("Reading at night"),
    "outside": N_("Reading outside one's own area"),
}
# What entries tell beside action and object.
AUDIT_DATA = {
    "added": N_("Powers added"),
    "removed": N_("Powers taken away"),
    "powers": N_("Powers"),
    "region": N_("Region"),
    "place": N_("Place"),
    "role": N_("Role"),
    "failures": N_("Failures"),
    "rows": N_("Rows"),
    "code": N_("Code"),
    "person_posted": N_("Person"),
    "why": N_("Reason"),
    "field": N_("Value looked at or looked for"),
    "found": N_("Found"),
    "merged": N_("Merged with"),
    "cases": N_("Cases"),
}
FAMILIES = {
    Family.BUSINESS: N_("Work on events"),
    Family.SYSTEM: N_("System administration"),
    Family.SECURITY: N_("Security administration"),
    Family.AUDIT: N_("Audit administration"),
    Family.PROTECTION: N_("Data protection"),
    Family.COMMON: N_("Common to all"),
}
POSTED_AT = {"unit": N_("At a unit"), "grid": N_("At a grid")}
TOKEN_STATES = {
    "running": N_("In force"),
    "expired": N_("Expired"),
    "revoked": N_("Revoked"),
}
ANY_KIND = "*"


def power(key: str) -> Named:
    """A power; one that is no longer shipped keeps its key as its name, for there is no other."""
    row = powers().get(key)
    return Named(key, (row.name if chinese() else row.en) if row else key)


def power_list(keys: Iterable[str]) -> list[Named]:
    return [power(key) for key in keys]


def role_name(role: Role) -> str:
    return role.name if chinese() else role.name_en


def channel(key: str) -> Named:
    return Named(key, gettext(CHANNELS[key]) if key in CHANNELS else key)


def posted_at(key: str) -> Named:
    return Named(key, gettext(POSTED_AT[key]))


def unit_kind(key: str) -> Named:
    return Named(key, gettext(N_("Any kind of unit")) if key == ANY_KIND else places.unit_kind(key))


def level(key: str) -> Named:
    return Named(key, places.level(key))


def family(key: Family) -> Named:
    return Named(key.value, gettext(FAMILIES[key]))


def token_state(token: Token) -> Named:
    key = "revoked" if token.revoked_at else "running" if token.expires_at > now() else "expired"
    return Named(key, gettext(TOKEN_STATES[key]))


def audited(table: Mapping[str, str], key: str) -> Named:
    """A key of the audit log; one that is in no table any more is shown as it was written."""
    return Named(key, gettext(table[key]) if key in table else key)
