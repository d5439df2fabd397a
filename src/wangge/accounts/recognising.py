"""By what a person recognises a session as one of their own: roughly from where, with which kind of browser.

Enough to say "that was not me", and no more: neither tells one machine from its neighbours.
"""

import ipaddress

# What a browser calls itself, the first that fits: most of them also claim to be the ones below them.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# Bits of an address that name the network; those behind them, the machine in it, are left out.
NETWORK_BITS = {4: 24, 6: 48}


def network_of(address: str) -> str:
    """The network of an IP address as `203.0.113.0/24`; empty if there is no address."""
    if not address:
        return ""
    bits = NETWORK_BITS[ipaddress.ip_address(address).version]
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def browser_of(agent: str) -> str:
    """The kind of browser and system of a `User-Agent` header, as `Firefox, Windows`; empty for what is none."""
    kinds = (next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, kinds))
