"""Where events may go: an address on the public internet, and nowhere inside.

An endpoint is named by a person of an agency; which addresses are public, `channels` knows
(`public_addresses.py`).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 500
_VISIBLE = re.compile(r"[\x21-\x7e]+")


class AddressProblem(StrEnum):
    FORM = "form"
    SCHEME = "scheme"
    PASSWORD = "password"  # noqa: S105 (what is wrong, and no password)
    FRAGMENT = "fragment"
    HOST = "host"
    UNKNOWN = "unknown"
    INSIDE = "inside"
    THERE = "there"


_WORDS: Mapping[AddressProblem, Mapping[str, str]] = MappingProxyType(
    {
        AddressProblem.FORM: {
            "en": "Write an address of at most 500 plain characters, without blanks.",
            "es": "Escriba una dirección de 500 caracteres simples como máximo, sin espacios.",
        },
        AddressProblem.SCHEME: {
            "en": "It must begin with https://",
            "es": "Debe empezar con https://",
        },
        AddressProblem.PASSWORD: {
            "en": "Leave out the name and password before the host.",
            "es": "Quite el nombre y la contraseña que van antes del servidor.",
        },
        AddressProblem.FRAGMENT: {
            "en": "Leave out what follows the #.",
            "es": "Quite lo que sigue al #.",
        },
        AddressProblem.HOST: {
            "en": "Its host or port cannot be right.",
            "es": "El servidor o el puerto no puede ser correcto.",
        },
        AddressProblem.UNKNOWN: {
            "en": "Its host is not known to the name server. Check how it is written.",
            "es": "El nombre del servidor no lleva a ninguna parte. Revise cómo está escrito.",
        },
        AddressProblem.INSIDE: {
            "en": "Its host is inside a network. Events go to public addresses only.",
            "es": "El servidor está dentro de una red. Los avisos solo van a direcciones públicas.",
        },
        AddressProblem.THERE: {
            "en": "Events go to this address already.",
            "es": "Los avisos ya van a esta dirección.",
        },
    }
)


class AddressError(Exception):
    """The URL cannot be an endpoint. The message says why, in words for whoever registers it."""

    def __init__(self, problem: AddressProblem) -> None:
        self.problem = problem
        super().__init__(self.words("en"))

    def words(self, language: str) -> str:
        said = _WORDS[self.problem]
        return said.get(language) or said["en"]


def checked(url: str, *, local: bool) -> str:
    """`url` without surrounding blanks, if its form is right. Raises `AddressError`.

    `local` also lets through plain http, for development. Whether its host is public is asked
    where it is resolved.
    """
    url = url.strip()
    if len(url) > LONGEST_URL or not _VISIBLE.fullmatch(url):
        raise AddressError(AddressProblem.FORM)
    parts = _split(url)
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise AddressError(AddressProblem.SCHEME)
    if parts.username is not None or parts.password is not None:
        raise AddressError(AddressProblem.PASSWORD)
    if parts.fragment:
        raise AddressError(AddressProblem.FRAGMENT)
    if not parts.hostname or parts.port == 0:
        raise AddressError(AddressProblem.HOST)
    return url


def host_of(url: str | None) -> str:
    """Where a checked URL leads: a name, or an IP address without brackets. Empty for none."""
    return _split(url).hostname or "" if url else ""


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressError(AddressProblem.HOST) from None
    return parts
