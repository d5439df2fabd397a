"""Free ports on one address: chosen once, kept, and chosen again when somebody else took them."""

import socket

from wangge.config.launch.report import Trouble


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens there; a connection that just closed does not count as somebody."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def first_free(start: int, host: str = "127.0.0.1", tries: int = 200) -> int:
    """`start`, or the next port after it that nobody listens on."""
    for port in range(start, min(start + tries, 65536)):
        if is_free(port, host):
            return port
    raise Trouble(f"No free port on {host} between {start} and {start + tries}.")
