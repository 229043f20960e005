"""Which addresses a URL may lead to: an ingest must not read what only this machine can reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address, and every IPv4 address inside it, is one of the open internet."""
    ip = ip_address(address)
    return all(each.is_global and not each.is_multicast for each in (ip, *_embedded(ip)))


def _embedded(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address is passed on to by mapping or by tunnel."""
    if isinstance(ip, IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        found.append(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return [address for address in found if address is not None]
