"""Which IP addresses are of the public internet, and not inside some network of ours.

Whoever names an address for us to connect to could otherwise make us knock at our own database or
at a cloud's metadata service (SSRF). Sources: IANA's special-purpose address registries, OWASP's
SSRF prevention cheat sheet.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_V6_PUBLIC = ip_network("2000::/3")
"""All that IANA has given out as global unicast. It leaves out ::1, ULA, link-local, multicast,
IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96) addresses, which may lead inside."""

_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own (CGNAT)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local; metadata services of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one of the public internet."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in _V6_PUBLIC):
        return False
    return not any(_within(found, network) for network in _NOT_PUBLIC)


def all_public(addresses: Iterable[str]) -> bool:
    """Every one, and there is at least one: a name with a private address beside a public one is
    a trick."""
    found = list(addresses)
    return bool(found) and all(is_public(address) for address in found)


def _within(address: IPv4Address | IPv6Address, network: object) -> bool:
    # An address is simply not in a network of the other version.
    return address in network  # type: ignore[operator]  # a network of either version
