"""Whose mail `kinline mail` takes: that to our reply addresses, and bounces of what we sent."""

from email.utils import parseaddr

from messaging.platform.settings import Settings

POSTMASTER = "postmaster"
"""Without a domain, too, it must be taken (RFC 5321 4.5.1)."""


def takes(settings: Settings, address: str) -> bool:
    address = address.lower()
    return (
        address.endswith(f"@{settings.mail_reply_domain.lower()}")
        # The return path of what we send is its From address.
        or address == parseaddr(settings.mail_from)[1].lower()
        or address == POSTMASTER
    )
