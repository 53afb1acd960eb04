"""Who sends a request, and whether settings name them."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address


def is_within(address: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is in one of some networks; what is no address is in none."""
    try:
        peer = ip_address(address)
    # A socket of the file system has none.
    except ValueError:
        return False
    # How IPv4 is called by a socket that listens on both.
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        return is_within(str(peer.ipv4_mapped), networks)
    return any(peer in network for network in networks)
