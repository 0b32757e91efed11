"""Which of our columns a heading means: as it was said last time, by its words, or nearly so."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import fuzz, process

NEAR = 88
"""Out of 100: `telefone` is near `telefono`, `city` is near nothing."""

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "case_number": ("case", "case no", "case id", "docket", "docket number", "numero de caso",
                        "caso"),
        "program": ("program name", "programa"),
        "branch": ("office", "branch code", "county", "oficina"),
        "external_id": ("person id", "participant id", "client id", "member id", "person number",
                        "id", "identificador"),
        "role": ("party", "party role", "participant type", "relationship", "papel", "rol"),
        "first_name": ("first", "given name", "nombre", "fname"),
        "last_name": ("last", "surname", "family name", "apellido", "apellidos", "lname"),
        "language": ("lang", "preferred language", "idioma", "lengua"),
        "time_zone": ("timezone", "tz", "zona horaria"),
        "nondisclosure": ("fvi", "family violence", "family violence indicator", "do not disclose"),
        "phone": ("phone number", "cell", "cell phone", "mobile", "mobile phone", "telephone",
                  "telefono", "celular", "movil"),
        "email": ("e mail", "email address", "mail", "correo", "correo electronico"),
        "consent_source": ("consent", "opt in source", "source of consent"),
        "consent_at": ("consent date", "opt in date", "consented on", "fecha de consentimiento"),
        "due_on": ("due", "due date", "renewal date", "deadline", "vence", "fecha limite"),
        "posted_on": ("posted", "posting date", "date posted"),
        "starts_at": ("appointment", "appointment time", "appointment date", "starts", "start time",
                      "date and time", "cita", "fecha y hora"),
        "place": ("location", "address", "where", "lugar", "direccion"),
        "appointment_id": ("appointment number", "appt id"),
        "renewal_id": ("renewal number",),
        "payment_id": ("payment number",),
    }
)  # fmt: skip
"""What people call them, without accents."""


def guessed(
    headings: Sequence[str], columns: Collection[str], before: Mapping[str, str]
) -> dict[str, str]:
    """Our column by heading; each column once, the surest first. `before`: what was said of
    headings the last time."""
    found: dict[str, str] = {}
    free = set(columns)
    for way in (_as_before, _known, _near):
        for heading in headings:
            column = "" if heading in found else way(heading, free, before)
            if column in free:
                found[heading] = column
                free.discard(column)
    return found


def _as_before(heading: str, _columns: Collection[str], before: Mapping[str, str]) -> str:
    return before.get(heading, "")


def _known(heading: str, columns: Collection[str], _before: Mapping[str, str]) -> str:
    said = _plain(heading)
    for column in columns:
        if said in (_plain(column), *WORDS.get(column, ())):
            return column
    return ""


def _near(heading: str, columns: Collection[str], _before: Mapping[str, str]) -> str:
    words = {
        word: column
        for column in sorted(columns)
        for word in (_plain(column), *WORDS.get(column, ()))
    }
    best = process.extractOne(_plain(heading), words.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return words[best[0]] if best else ""


def _plain(heading: str) -> str:
    """Small letters without accents, one space between words."""
    parts = unicodedata.normalize("NFKD", heading.casefold())
    kept = "".join(c if c.isalnum() else " " for c in parts if not unicodedata.combining(c))
    return " ".join(kept.split())
