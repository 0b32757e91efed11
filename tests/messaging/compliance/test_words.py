"""Making spelling comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.words import clauses, plain, spelled_like


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  STOP!! ", "stop"),
        ("S.T.O.P", "stop"),
        ("s t o p", "stop"),
        ("stoooop", "stop"),
        ("st0p", "stop"),
        ("Don’t", "dont"),
        ("¿Qué? ¡Sí, señor!", "que si senor"),
        ("ＳＴＯＰ", "stop"),
        ("opt-out", "opt out"),
        ("a b", "a b"),
        ("at 10am", "at 10am"),
        ("", ""),
        ("…!?", ""),
    ],
)
def test_the_plain_form(text: str, form: str) -> None:
    assert plain(text) == form


def test_clauses_are_what_punctuation_sets_apart() -> None:
    assert clauses("Stop. Who is this?\nhello - bye") == ("stop", "who is this", "hello", "bye")


@pytest.mark.parametrize(
    ("word", "target", "alike"),
    [
        ("stpo", "stop", True),
        ("tsop", "stop", True),
        ("stopp", "stop", True),
        ("stp", "stop", True),
        ("shop", "stop", False),
        ("step", "stop", False),
        ("top", "stop", False),
        ("and", "end", False),
        ("ned", "end", False),
        ("unsubscibe", "unsubscribe", True),
        ("unsubcrib", "unsubscribe", True),
        ("unscribe", "unsubscribe", False),
    ],
)
def test_which_slips_are_forgiven(word: str, target: str, alike: bool) -> None:
    assert spelled_like(word, target) is alike


@given(st.text())
def test_the_plain_form_is_its_own_plain_form_but_for_letters_it_joins(text: str) -> None:
    form = plain(text)
    assert form == form.strip()
    assert "  " not in form
