"""Where events may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.public_addresses import all_public, is_public
from outgoing.addresses import AddressError, checked, host_of

PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::200e"]
INSIDE = [
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.7",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.4",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "8.8.8", "08.8.8.8", "0x7f000001", "2130706433"])
def test_what_is_no_address_is_not(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses())
def test_nothing_is_let_through_that_python_calls_private(address: object) -> None:
    found = str(address)
    if getattr(address, "is_private", False) or not getattr(address, "is_global", True):
        assert not is_public(found)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_comes_in_a_disguise(address: object) -> None:
    """Mapped, translated (NAT64) and tunnelled (6to4) forms of any address."""
    number = int(address)  # type: ignore[call-overload]  # an IPv4Address
    high, low = number >> 16, number & 0xFFFF
    for disguise in (f"::ffff:{address}", f"64:ff9b::{address}", f"2002:{high:x}:{low:x}::1"):
        assert not is_public(disguise)


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [
        (["8.8.8.8"], True),
        (["8.8.8.8", "1.1.1.1"], True),
        (["8.8.8.8", "10.0.0.1"], False),
        ([], False),
    ],
)
def test_a_name_with_one_private_address_is_refused_whole(
    addresses: list[str], allowed: bool
) -> None:
    assert all_public(addresses) is allowed


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://oak.example/hooks", "oak.example"),
        ("  https://oak.example:8443/a?key=1  ", "oak.example"),
        ("https://[2606:4700:4700::1111]/", "2606:4700:4700::1111"),
        ("https://8.8.8.8", "8.8.8.8"),
    ],
)
def test_a_good_url_is_taken(url: str, host: str) -> None:
    assert checked(url, local=False) == url.strip()
    assert host_of(checked(url, local=False)) == host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "oak.example/hooks",
        "http://oak.example/hooks",
        "ftp://oak.example",
        "file:///etc/passwd",
        "https://",
        "https:///hooks",
        "https://user:word@oak.example/",
        "https://user@oak.example/",
        "https://oak.example/#part",
        "https://oak.example/a b",
        "https://oak.example/\r\nhost: x",
        "https://oak.example:0/",
        "https://oak.example:99999/",
        "https://oak.example:http/",
        "https://[::1",
        "https://ökö.example/",
        "https://oak.example/" + "a" * 500,
    ],
)
def test_a_bad_url_is_refused_in_words(url: str) -> None:
    with pytest.raises(AddressError, match=r"\w{2,}"):
        checked(url, local=False)


def test_plain_http_is_for_development() -> None:
    assert checked("http://127.0.0.1:9/", local=True) == "http://127.0.0.1:9/"
    with pytest.raises(AddressError):
        checked("ftp://127.0.0.1:9/", local=True)
