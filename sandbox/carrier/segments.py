"""How many SMS parts a text takes (3GPP TS 23.038 and 23.040)."""

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = frozenset("^{}\\[~]|€\f")


def count(body: str) -> int:
    """Parts on the air; a text without words still takes one."""
    if all(char in _GSM_BASIC or char in _GSM_ESCAPED for char in body):
        return _parts([2 if char in _GSM_ESCAPED else 1 for char in body], single=160, part=153)
    return _parts([2 if ord(char) > 0xFFFF else 1 for char in body], single=70, part=67)


def _parts(widths: list[int], *, single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, filled = 1, 0
    for width in widths:
        # A two-unit character never straddles two parts.
        if filled + width > part:
            parts, filled = parts + 1, 0
        filled += width
    return parts
