"""In which language a parent wrote, where it is clear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.languages import ENGLISH, SPANISH, written_in
from tests.messaging.compliance.corpus import CORPUS

TABLE = """
es | sí
es | SI
es | si por favor
es | talk perdí mi trabajo
es | la b por favor, el miércoles
es | no puedo ir
es | ¿puedo pagar en efectivo?
es | número equivocado
es | donde vive ella ahora
es | ya no aguanto más, me quiero morir
es | YES, necesito ayuda
es | ok mañana a las dos
es | no me llega nada
es | vivo en El Paso Texas
en | talk i lost my job
en | wrong number who is this
en | where is she living now i need the address
en | cant do this anymore i want to die
en | he found us im scared
en | can we do 3pm
en | i live in El Paso, by Los Alamos
en | my name is Maria de la Cruz
en | Jesus is my son
# Said by people who speak the other, offered by our own message, or a name.
-  | yes
-  | no
-  | NO.
-  | B
-  | b please
-  | talk
-  | ok thanks
-  | gracias
-  | hola
-  | STOP
-  | Los Angeles
-  | El Paso
-  | Carlos Fernando
-  | 👍
-  | 3125550142
-  |
# Both.
-  | si call me tomorrow
-  | no more mensajes
-  | quiero pay my cuenta
"""
ROWS = [
    (language.strip(), text.strip())
    for row in TABLE.strip().splitlines()
    if not row.startswith("#")
    for language, _, text in [row.partition("|")]
]


@pytest.mark.parametrize(("language", "text"), ROWS)
def test_clear_or_none(language: str, text: str) -> None:
    assert (written_in(text) or "-") == language


def test_no_word_is_of_both() -> None:
    assert frozenset() == SPANISH & ENGLISH


@given(st.text(max_size=60))
def test_it_never_breaks(text: str) -> None:
    assert written_in(text) in (None, "en", "es")


def test_hardly_anything_that_parents_write_is_of_both() -> None:
    """Over the corpus of what they write: each of its lines is in one language."""
    torn = [
        each.text
        for each in CORPUS
        if written_in(each.text) is None
        and {*each.text.lower().split()} & SPANISH
        and {*each.text.lower().split()} & ENGLISH
    ]
    assert len(torn) <= len(CORPUS) // 500
