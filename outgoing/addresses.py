"""Where events may go: an address on the public internet, and nowhere inside.

An endpoint is named by a person of an agency, and we are inside a network of our own: without this
check it could make us knock at our own database or at a cloud's metadata service (SSRF). Sources:
IANA's special-purpose address registries, OWASP's SSRF prevention cheat sheet.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 500
_VISIBLE = re.compile(r"[\x21-\x7e]+")

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


class AddressError(Exception):
    """The URL cannot be an endpoint. The message says why, in words for whoever registers it."""


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


def checked(url: str, *, local: bool) -> str:
    """`url` without surrounding blanks, if its form is right. Raises `AddressError`.

    `local` also lets through plain http, for development. Whether its host is public is asked
    where it is resolved.
    """
    url = url.strip()
    if len(url) > LONGEST_URL or not _VISIBLE.fullmatch(url):
        raise AddressError("write an address of at most 500 plain characters, without blanks")
    parts = _split(url)
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise AddressError("it must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise AddressError("leave out the name and password before the host")
    if parts.fragment:
        raise AddressError("leave out what follows the #")
    if not parts.hostname or parts.port == 0:
        raise AddressError("its host or port cannot be")
    return url


def host_of(url: str) -> str:
    """Where a checked URL leads: a name, or an IP address without brackets."""
    return _split(url).hostname or ""


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressError("its host or port cannot be read") from None
    return parts


def _within(address: IPv4Address | IPv6Address, network: object) -> bool:
    # An address is simply not in a network of the other version.
    return address in network  # type: ignore[operator]  # a network of either version
