"""What a field of an agency's own may not be about, by its name and its choices, and what may not
stand in one. Pure; English and Spanish, since administrators write either.

A field is seen beside a conversation and picks who is on a list. Kinline holds no health, no sums,
no Social Security numbers and nothing of the tax office (IRS Publication 1075); where somebody is,
how they are reached and whether they are in danger have places with rules of their own; and what is
known of one parent is never kept beside the other.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from templates.checks import AMOUNT, SSN

HEALTH = "Health does not belong into a field: Kinline does not keep it."
SUMS = "Sums of money do not belong into a field: Kinline does not keep them."
NUMBERS = "Social Security and other identity numbers do not belong into a field."
TAX = "What comes from the tax office may not be kept here (IRS Publication 1075)."
WAYS = (
    "Phones, addresses and employers do not belong into a field: contacts have rules of their own."
)
DANGER = "Danger does not belong into a field: mark the party as protected (nondisclosure) instead."
OTHER = "A field is of one parent alone: nothing of the other may stand in it."
REFUSALS = (HEALTH, SUMS, NUMBERS, TAX, WAYS, DANGER, OTHER)

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        HEALTH: (
            "health", "healthcare", "medical", "medication*", "medicine*", "diagnos*", "disab*",
            "handicap*", "illness*", "disease*", "pregnan*", "hiv", "aids", "mental", "therap*",
            "treatment*", "hospital*", "doctor*", "clinic*", "patient*", "drug*", "addict*",
            "rehab*", "salud", "médic*", "medic[oa]*", "discapac*", "enferm*", "embaraz*", "vih",
            "tratamiento*", "droga*", "adicci*",
        ),
        SUMS: (
            "amount*", "sum", "sums", "arrear*", "balance*", "debt*", "income*", "wage*",
            "salar*", "earning*", "dollar*", "owe", "owes", "owed", "monto*", "cantidad*",
            "saldo*", "deuda*", "ingresos", "sueldo*", "atraso*", "dólar*", "dolar*",
        ),
        NUMBERS: (
            "ssn*", "social security", "itin", "alien number", "passport*", "seguro social",
            "pasaporte*",
        ),
        TAX: (
            "tax", "taxes", "taxpayer*", "irs", "fti", "1040", "1099", "w2", "w-2", "w 2",
            "refund*", "impuesto*",
            "reembolso*",
        ),
        WAYS: (
            "address*", "phone*", "telephone*", "email*", "e-mail*", "employer*", "workplace*",
            "whereabouts", "direcci*", "domicilio*", "teléfono*", "telefono*", "correo*",
            "empleador*", "patrón",
        ),
        DANGER: (
            "violen*", "abus*", "restraining", "shelter*", "fvi", "nondisclosure", "maltrat*",
            "refugio*", "alejamiento",
        ),
        OTHER: (
            "other parent*", "other party*", "other side", "ncp*", "cp", "obligor*", "obligee*",
            "opposing", "spouse*", "husband*", "wife", "ex", "otro padre", "otra madre",
            "otra parte", "espos[oa]*", "marido",
        ),
    }
)  # fmt: skip
"""By what is said of them; a star stands for any ending."""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ends = (w.removesuffix("*") + (r"\w*" if w.endswith("*") else "") for w in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ends)})(?!\w)", re.IGNORECASE)


_PATTERNS = tuple((why, _pattern(words)) for why, words in WORDS.items())


def not_a_field(name: str) -> str | None:
    """Why nothing may be called `name`, a key or a label, in words for staff; None where it may."""
    spaced = name.replace("_", " ")
    return next((why for why, pattern in _PATTERNS if pattern.search(spaced)), None)


def not_a_value(text: str) -> str | None:
    """Why `text` may not stand in a field, or None."""
    if SSN.search(text):
        return NUMBERS
    return SUMS if AMOUNT.search(text) else None
