"""Words weighed: what no table hears, the words together may tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.safety import WEIGHED, SafetyKind, read_by_tables, read_safety
from messaging.compliance.weighing import WEIGHTS, Scales, features
from tests.messaging.compliance.corpus_fresh import FRESH
from tools.weigh_words import fingerprint

PLAIN_SCALES = Scales({"knife": (2.0, 0.5), "knif*": (0.5, 0.1), "tea": (-3.0, -3.0)}, (-1, -1), 0)


@pytest.mark.parametrize(
    ("words", "urgent"),
    [
        ("the knife again", True),
        ("the knifes again", False),
        ("tea knife again", False),
        ("knife", False),
        ("", False),
    ],
)
def test_a_message_is_urgent_when_its_words_weigh_more_than_the_limit(
    words: str, urgent: bool
) -> None:
    assert (PLAIN_SCALES.urgent(words.split()) is not None) is urgent


def test_a_word_its_beginning_and_its_neighbours_are_weighed() -> None:
    expected = {"holding", "holdi*", "it", "it*", "^ hold", "hold it", "it $"}
    assert features(("holding", "it")) == expected


def test_a_long_letter_is_not_urgent_by_its_length_but_by_any_stretch_of_it() -> None:
    letter = ["tea"] * 200
    assert PLAIN_SCALES.urgent(letter) is None
    assert PLAIN_SCALES.urgent([*["then"] * 100, "knife", *["then"] * 100]) is not None


def test_the_weights_were_learned_from_the_corpus_as_it_is() -> None:
    """Otherwise: `python -m tools.weigh_words`."""
    assert WEIGHTS.read_text("utf-8").partition("\n")[0].endswith(fingerprint())


@given(st.sampled_from([text for text, _ in FRESH]) | st.text(max_size=60))
def test_what_the_tables_hear_stays_as_they_hear_it(text: str) -> None:
    """Weighing only ever adds."""
    told = read_by_tables(text)
    assert read_safety(text) == told or not told.urgent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he moved two houses down from us on purpose", SafetyKind.DANGER),
        ("si me pasa algo fue el", SafetyKind.DANGER),
        ("i feel like im already gone", SafetyKind.SELF_HARM),
        ("no les prometo llegar viva a la corte", SafetyKind.SELF_HARM),
    ],
)
def test_what_is_put_obliquely_is_urgent_of_its_kind(text: str, kind: SafetyKind) -> None:
    verdict = read_safety(text)
    assert (verdict.kind, verdict.phrases) == (kind, (WEIGHED,))
