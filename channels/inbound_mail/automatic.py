"""Did a machine write this mail? Such mail is kept, and never answered (RFC 3834)."""

from collections.abc import Callable, Mapping
from email.message import Message
from types import MappingProxyType

from channels.inbound_mail.parts import addresses, header

NULL_PATHS = frozenset({"", "<>"})
"""The empty return path of bounces (RFC 5321 4.5.5), as it is written here and there."""

MACHINES = frozenset({"mailer-daemon", "postmaster"})

_SIGNS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        # RFC 3834 5: any keyword other than "no", which may carry parameters.
        "Auto-Submitted": lambda value: value.partition(";")[0].strip() != "no",
        "Precedence": lambda value: value in {"bulk", "list", "junk", "auto_reply"},
        "Return-Path": lambda value: value == "<>",
        "List-Id": bool,
        "X-Autoreply": lambda value: value != "no",
        "X-Autorespond": bool,
        "X-Autoresponder": bool,
    }
)


def automatic(message: Message, mail_from: str | None) -> bool:
    """`mail_from` is the envelope's sender; None when the envelope is not known."""
    if mail_from is not None and mail_from.strip() in NULL_PATHS:
        return True
    if message.get_content_type() == "multipart/report":
        return True
    if any(address.partition("@")[0] in MACHINES for address in addresses(message, "From")):
        return True
    return any(
        name in message and says(header(message, name).lower()) for name, says in _SIGNS.items()
    )
