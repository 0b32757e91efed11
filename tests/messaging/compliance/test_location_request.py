"""Asking after somebody else's whereabouts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.location_request import asks_location
from tests.messaging.compliance.texts import each


@pytest.mark.parametrize(
    "text",
    each(
        """where is she living now i need the address|where is she|where does he work|wheres he at
    where do my kids live|who does he work for|does she have a job|what is her address
    give me his phone number|whats her new address|i need my exs address|where are my kids at
    can i get her number|what school does she go to|what school do my kids attend
    I want to know his schedule|find her|address of my ex|is he still working
    dónde vive ella|donde vive|donde trabaja|¿Dónde está mi hijo?|en qué trabaja ella
    dame el teléfono de mi ex|cual es la direccion de la mama|a donde se mudo
    where r my kids staying|what car does he drive|que carro maneja el
    donde esta ella|necesito el numero del papa de mi hijo"""
    ),
)
def test_is_noticed(text: str) -> None:
    assert asks_location(text)


@pytest.mark.parametrize(
    "text",
    each(
        """where is the office|where is my payment|what is your address|where do I go
        what is my case number
    I need to update my address|where do they want me to sign|when is my hearing
    where is the court
    donde esta la oficina|cual es su direccion|donde esta mi cheque|donde queda la corte
    what car seat do i need|que carro necesito
    donde firmo|my number changed|he got a job|she moved|yes"""
    ),
)
def test_asking_after_our_places_or_telling_of_ones_own_is_not(text: str) -> None:
    assert not asks_location(text)


@given(st.text() | st.text(st.characters()))
def test_no_text_whatever_is_an_error(text: str) -> None:
    assert asks_location(text) in (True, False)


def test_a_very_long_text_is_read_within_the_suites_time_limit() -> None:
    assert not asks_location("what is the " * 20_000)
