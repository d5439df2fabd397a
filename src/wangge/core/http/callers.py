"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's IP address, "" when there is none.

    `X-Forwarded-For` is what anybody cares to write, except for the last entries, which our own proxies
    added: `settings.TRUSTED_PROXIES` says how many stand in front of us (0: none, the header is ignored).
    """
    proxies: int = getattr(settings, "TRUSTED_PROXIES", 0)
    address = str(request.META.get("REMOTE_ADDR", ""))
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
