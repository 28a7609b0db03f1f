"""How far from the web an IP address is: a page on the web may lead on the web only, not into the network of who reads it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal

Reach = Literal["public", "private", "link-local", "loopback"]
INWARD: tuple[Reach, ...] = ("public", "private", "link-local", "loopback")
"""The farther on in this order, the farther inside."""
_NAT64 = IPv6Network("64:ff9b::/96")


def of(place: str) -> Reach:
    """The reach of an IP address, whatever form an inner one has in an outer one.

    Raises ValueError, with a reason, for none and for one of many computers.

    >>> of("93.184.216.34"), of("10.0.0.1"), of("169.254.169.254"), of("::ffff:127.0.0.1")
    ('public', 'private', 'link-local', 'loopback')
    """
    found = ip_address(place.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _inner(found)
    if found.is_multicast:
        raise ValueError(f"{place} is an address of many computers")
    if found.is_loopback or found.is_unspecified:
        return "loopback"
    if found.is_link_local:
        return "link-local"
    return "public" if found.is_global else "private"


def _inner(found: IPv6Address) -> IPv4Address | IPv6Address:
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)


def says_inward(host: str) -> bool:
    """Whether a host says by itself that it is of this computer or its networks: such an IP address, or `localhost`."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return of(host.strip("[]")) != "public"
    except ValueError:
        return False
