"""Utterances first heard unseen, batch by batch: danger is heard, ordinary talk stays quiet."""

from messaging.compliance.keywords import KeywordKind, read
from messaging.compliance.safety import read_safety
from tests.messaging.compliance.corpus_fresh import FRESH

URGENT = [text for text, label in FRESH if label.partition(".")[0] in ("self_harm", "danger")]
ORDINARY = [text for text, label in FRESH if label.partition(".")[0] == "none"]


def test_no_danger_is_missed() -> None:
    assert len(URGENT) >= 800
    assert [text for text in URGENT if not read_safety(text).urgent] == []


def test_ordinary_talk_is_mostly_quiet() -> None:
    loud = [text for text in ORDINARY if read_safety(text).urgent]
    assert len(loud) <= 0.05 * len(ORDINARY), loud


def test_ordinary_talk_never_stops() -> None:
    assert [text for text in ORDINARY if read(text).kind is KeywordKind.STOP] == []
