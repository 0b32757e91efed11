"""Reading mail that anyone may have written: where it is damaged, gaps come out."""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

LONGEST_HEADER = 20_000
"""Letters looked at; a mail to more people than this names is not about one parent."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+")


def header(message: Message, name: str) -> str:
    """The first header of that name on one line, as it was written; empty when there is none."""
    value = message.get(name)
    if value is None:
        return ""
    return " ".join(storable(str(value))[:LONGEST_HEADER].split())


def words(message: Message, name: str) -> str:
    """A header meant for people, its RFC 2047 words decoded where they can be."""
    return decoded(header(message, name))


def decoded(value: str) -> str:
    """Its RFC 2047 words decoded; as it came where they are damaged."""
    try:
        return storable("".join(_decoded(*part) for part in decode_header(value))).strip()
    except (HeaderParseError, ValueError):
        return value


def addresses(message: Message, *names: str) -> Iterator[str]:
    """Every address in headers of these names, in order, lower-case."""
    values = [
        storable(str(value))[:LONGEST_HEADER]
        for name in names
        for value in message.get_all(name, [])
    ]
    for _, address in getaddresses(values):
        if normal := address_in(address):
            yield normal


def address_in(text: str) -> str:
    """Lower-case, or empty when it is no address."""
    text = storable(text).strip().strip("<>").lower()
    return text if _ADDRESS.fullmatch(text) else ""


def storable(text: str) -> str:
    """Without what UTF-8 cannot hold: bytes that no charset explained."""
    return text.encode("utf-8", "replace").decode()


def children(part: Message) -> list[Message]:
    """The parts directly inside; none when what should be inside is damaged."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [child for child in payload if isinstance(child, Message)]


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return part.decode("latin-1")
