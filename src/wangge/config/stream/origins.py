"""Which pages may listen: those of the city itself, whatever port serves them.

A cookie does not tell ports of a host apart, so a page on another port of the same host is sent the session
anyway; a page of another host is never let in unless `WANGGE_ORIGINS` names it.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def host_of(header: str) -> str:
    """The name in a `Host` header, "" if it is none this installation answers for (`ALLOWED_HOSTS`)."""
    domain, _ = split_domain_port(header)
    return domain if domain and validate_host(domain, settings.ALLOWED_HOSTS) else ""


def allowed(origin: str, host: str) -> bool:
    """Whether a page of this origin may read what is sent to `host` (as `host_of` gave it)."""
    if settings.STREAM_ORIGINS:
        return origin in settings.STREAM_ORIGINS
    parts = urlsplit(origin)
    if parts.scheme not in ({"https"} if settings.SESSION_COOKIE_SECURE else {"http", "https"}):
        return False
    return split_domain_port(parts.netloc)[0] == host
