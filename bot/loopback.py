"""Whether an address is on this machine, where only tests and the sandbox have a platform."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address, without its port, is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def on_this_machine(url: str) -> bool:
    """Tell whether an address is on this machine."""
    return is_loopback(urlsplit(url).hostname or "")
