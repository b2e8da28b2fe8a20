"""What may be asked: an address that is taken apart once, and the addresses of machines behind its name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from django.conf import settings

from handschlag.foundation.fetching.refusals import Refused

LONGEST_ADDRESS = 2000
PORTS = {"http": 80, "https": 443}
NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")
"""What browsers and libraries understand differently: no address needs it."""
MACHINES_V6 = ipaddress.IPv6Network("2000::/3")
V4_INSIDE_V6 = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network that speaks only IPv6 reaches IPv4: the last 32 bits are the address that is meant."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """An address, taken apart: ``host`` is written as the network writes it, ``path`` holds the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"


def check(address: str) -> str:
    """The address as it would be fetched, if its form allows that; nothing is asked of the network.

    Raises ``Refused``.
    """
    return str(target(address))


def target(address: str) -> Target:
    """The parts of an address; raises ``Refused`` if its form says already that it is not fetched."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS or NO_ADDRESS.search(address):
        raise Refused("address")
    if address.partition(":")[0].lower() not in PORTS:
        raise Refused("scheme" if "://" in address else "address")
    try:
        parts = urlsplit(requests.Request("GET", address).prepare().url or "")
        port = parts.port
    except ValueError as wrong:  # also what requests raises for addresses
        raise Refused("address") from wrong
    if parts.username is not None:
        raise Refused("password")
    if port not in (None, PORTS[parts.scheme]) and not settings.FETCHES_FROM_LOOPBACK:
        raise Refused("port")
    path = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
    return Target(parts.scheme, (parts.hostname or "").rstrip("."), port or PORTS[parts.scheme], path)


def is_public(address: IPAddress) -> bool:
    """Whether a machine of the public internet has this address; written inside another one, it counts itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and address in MACHINES_V6


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in V4_INSIDE_V6:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def may_be_asked(address: str) -> bool:
    """Whether a connection may go to this address of a machine, such as 192.0.2.1."""
    machine = ipaddress.ip_address(address)
    return is_public(machine) or (settings.FETCHES_FROM_LOOPBACK and machine.is_loopback)
