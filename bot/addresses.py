"""Where an address leads: to this machine, where only tests have a platform, or to what the whole internet reaches."""

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


def is_public(url: str) -> bool:
    """Tell whether an address is one that a platform may fetch: by https, and not within a house."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        outside = ipaddress.ip_address(host).is_global
    except ValueError:
        outside = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return parts.scheme == "https" and outside
