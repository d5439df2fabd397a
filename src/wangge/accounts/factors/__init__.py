"""The second factor: a code from an app on one's own phone (TOTP, RFC 6238), and recovery codes for when it is lost.

Whoever holds a power that reveals personal data or administers the platform must have one (`roles.guarded_powers`):
until it is shown in a session, those powers are withheld from it (`actors.posted`). Whoever has one is asked for it
at every log-in, whatever they hold.
"""
