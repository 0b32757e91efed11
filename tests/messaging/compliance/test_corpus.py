"""Every utterance of the corpus is read as a person would read it, however it is typed.

What may never happen is a missed danger, a missed opt-out, or an opt-out read from ordinary talk;
a false alarm is a glance too many.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.keywords import KeywordKind, read
from messaging.compliance.safety import read_safety
from tests.messaging.compliance.corpus import CORPUS, Utterance, readings

LABELS = sorted({utterance.label for utterance in CORPUS})
URGENT = ("self_harm", "danger")
CLEAR = [u for u in CORPUS if u.label not in ("none", "unclear", "wrong?", "location")]
MAY_NOT_STOP = [u for u in CORPUS if not any(label.startswith("stop") for label in u.expected)]


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    counted = Counter(utterance.label for utterance in CORPUS)
    assert len(CORPUS) >= 2_000
    assert len({utterance.text for utterance in CORPUS}) == len(CORPUS)
    assert min(counted[label] for label in ("stop", "danger", "self_harm", "none")) >= 200


@pytest.mark.parametrize("label", LABELS)
def test_each_is_read_as_a_person_would(label: str) -> None:
    wrong = {u.text: sorted(readings(u.text)) for u in CORPUS if u.label == label and _misread(u)}
    assert wrong == {}


def _misread(utterance: Utterance) -> bool:
    return readings(utterance.text) != utterance.expected


def test_no_danger_and_no_opt_out_is_missed_and_alarms_are_mostly_true() -> None:
    """Recall 1.0 for what must never be missed; precision at least 0.95 for every reading."""
    hits: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for utterance in CORPUS:
        found = readings(utterance.text)
        hits.update(found & utterance.expected)
        missed.update(utterance.expected - found)
        extra.update(found - utterance.expected)
    never = [label for label in LABELS if label in URGENT or label.startswith("stop")]
    assert {label: missed[label] for label in never} == dict.fromkeys(never, 0)
    precision = {label: hits[label] / (hits[label] + extra[label]) for label in hits}
    assert min(precision.values()) >= 0.95


def test_nothing_but_a_wish_to_stop_stops() -> None:
    assert [u.text for u in MAY_NOT_STOP if read(u.text).kind is KeywordKind.STOP] == []


def unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


TYPED: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "title": str.title,
    "without accents": unaccented,
    "decomposed accents": lambda text: unicodedata.normalize("NFD", text),
    "marks behind": lambda text: f"{text}!!!",
    "marks before": lambda text: f"...{text}",
    "wide spaces": lambda text: f"  {text.replace(' ', '   ')}\t",
    "a smile": lambda text: f"{text} 🙏",
    "greeted": lambda text: f"hi {text}",
    "asked kindly": lambda text: f"please {text}",
    "with thanks": lambda text: f"{text} thank you",
    "con cortesia": lambda text: f"por favor {text} gracias",
    "curly apostrophes": lambda text: text.replace("'", "\u2019"),
}


@given(st.sampled_from(CLEAR), st.sampled_from(sorted(TYPED)), st.sampled_from(sorted(TYPED)))
def test_how_it_is_typed_never_changes_a_clear_reading(
    utterance: Utterance, how: str, besides: str
) -> None:
    typed = TYPED[besides](TYPED[how](utterance.text))
    assert utterance.expected <= readings(typed), (utterance, typed)


@given(st.sampled_from(MAY_NOT_STOP), st.sampled_from(sorted(TYPED)))
def test_however_it_is_typed_ordinary_talk_never_stops(utterance: Utterance, how: str) -> None:
    assert read(TYPED[how](utterance.text)).kind is not KeywordKind.STOP


@given(
    st.sampled_from([u for u in CORPUS if u.label in URGENT]),
    st.sampled_from([u.text for u in CORPUS if u.label in ("none", "stop", "start")]),
    st.booleans(),
)
def test_no_other_talk_around_it_hides_a_danger(
    utterance: Utterance, other: str, first: bool
) -> None:
    said = f"{utterance.text}. {other}" if first else f"{other}. {utterance.text}"
    longer = len(utterance.text.split()) > 3
    assert read_safety(said).urgent or not longer, said


@given(
    st.sampled_from([u for u in CORPUS if u.label == "stop" and len(u.text.split()) > 2]),
    st.sampled_from([u.text for u in CORPUS if u.label == "none"]),
)
def test_talk_before_an_opt_out_never_makes_it_go_on(utterance: Utterance, other: str) -> None:
    """It stops, or everything is held until a person has read it."""
    kind = read(f"{other}. {utterance.text}").kind
    assert kind in (KeywordKind.STOP, KeywordKind.UNCLEAR_STOP)
