"""Addresses on pages are masked: enough to tell two apart, too little to use."""

from channels.values import ChannelKind
from messaging.platform.phones import ending


def masked(kind: ChannelKind, address: str) -> str:
    """`••• 0142` for a phone, `m•••@example.org` for an email address."""
    if kind is ChannelKind.EMAIL:
        local, _, domain = address.partition("@")
        return f"{local[:1]}•••@{domain}"
    return f"••• {ending(address)}"
