"""Mailboxes: `Name <local@domain>` taken apart, checked, and made fit for a header and SMTP."""

import re
from dataclasses import dataclass
from email.header import Header

from email_validator import EmailNotValidError, validate_email

_LONGEST_NAME = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAMED = re.compile(r'(?P<name>"(?:[^"\\]|\\.)*"|[^<>"]*?)\s*<(?P<address>[^<>]*)>')
_ADDRESS = re.compile(r'([^\s<>()\[\],;:\\"@]+)@([^\s<>()\[\],;:\\"@]+)')
_BARE_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~ -]*")


class UnfitMessage(ValueError):  # noqa: N818 - it names a fact about a message, not a fault of ours
    """A message cannot be put on the wire. Says which field and why, never what it holds."""


@dataclass(frozen=True, slots=True, repr=False)
class Mailbox:
    """One checked mailbox; its domain is in ASCII (IDNA), its local part may be UTF-8."""

    name: str
    address: str

    @property
    def needs_utf8(self) -> bool:
        """Only an RFC 6531 (SMTPUTF8) server can take this address."""
        return not self.address.isascii()

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def header(self) -> str:
        """As it stands in a header (RFC 5322; the name in RFC 2047 words when it needs them)."""
        if not self.name:
            return self.address
        return f"{_phrase(self.name)} <{self.address}>"


def mailbox(text: str, field: str) -> Mailbox:
    """Read `local@domain` or `Name <local@domain>`. Raises UnfitMessage naming `field`.

    Quoted local parts and address lists are refused: nothing of ours needs them.
    """
    if _CONTROL.search(text):
        raise UnfitMessage(f"{field} has a control character in it")
    text = text.strip()
    named = _NAMED.fullmatch(text)
    name, address = (named["name"], named["address"]) if named else ("", text)
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        raise UnfitMessage(f"{field} is not an email address")
    local, domain = parts.groups()
    if not domain.isascii():
        domain = _ascii_domain(domain, field)
    name = _unquoted(name)
    if len(name) > _LONGEST_NAME:
        raise UnfitMessage(f"{field} has a name longer than {_LONGEST_NAME} letters")
    return Mailbox(name, f"{local}@{domain}")


def _ascii_domain(domain: str, field: str) -> str:
    try:
        # The local part is left out: it is no concern of IDNA (RFC 5891).
        checked = validate_email(
            f"postmaster@{domain}", check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        raise UnfitMessage(f"{field} has a domain that is not valid") from None
    return checked.ascii_domain


def _unquoted(name: str) -> str:
    if name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return " ".join(name.split())


def _phrase(name: str) -> str:
    if not name.isascii() or "=?" in name:
        return Header(name, "utf-8", header_name="Reply-To").encode(linesep="\r\n")
    if _BARE_PHRASE.fullmatch(name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
