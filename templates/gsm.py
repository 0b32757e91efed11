"""The GSM-7 alphabet (3GPP TS 23.038, section 6.2.1) and how to spell a text in it."""

import unicodedata
from types import MappingProxyType

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters that take one unit."""

EXTENSION = frozenset("\f^{}\\[~]|€")
"""Characters that take two: an escape and the character."""

ALPHABET = BASIC | EXTENSION

SPELLINGS = MappingProxyType(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "′": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "″": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "•": "*",
        "·": "-",
        "→": "->",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\u200b": "",
        "\u2060": "",
        "\ufeff": "",
        "\u00ad": "",
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "œ": "oe",
        "Œ": "OE",
    }
)
"""What decomposition cannot tell: punctuation, invisible characters, letters with strokes."""


def gsm_spelling(text: str) -> str:
    """Offer the nearest GSM-7 spelling: `más…` becomes `mas...`.

    Characters without one (an emoji, Cyrillic) stay as they are, so a text in another script is
    never mangled. A text that is GSM-7 already comes back unchanged.
    """
    composed = unicodedata.normalize("NFC", text)
    # again, because leaving an invisible character out can bring two together that compose
    return unicodedata.normalize("NFC", "".join(_spell(character) for character in composed))


def _spell(character: str) -> str:
    if character in ALPHABET:
        return character
    if character in SPELLINGS:
        return SPELLINGS[character]
    bare = "".join(
        SPELLINGS.get(part, part)
        for part in unicodedata.normalize("NFKD", character)
        if not unicodedata.combining(part)
    )
    return bare if all(part in ALPHABET for part in bare) else character
