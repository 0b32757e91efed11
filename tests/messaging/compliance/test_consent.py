"""What a contact point's consent is, from everything said about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.consent import (
    ALL_TOPICS,
    ConsentChange,
    ConsentSource,
    ConsentState,
    Entry,
    state,
)

GRANTED, REVOKED, NONE = ConsentState.GRANTED, ConsentState.REVOKED, ConsentState.NONE
START = datetime(2026, 1, 1, tzinfo=UTC)


def said(*lines: str) -> list[Entry]:
    """Entries from lines such as `parent revoke all 3`: who, what, topic, day."""
    return [_entry(*line.split()) for line in lines]


def _entry(source: str, change: str, topic: str, day: str) -> Entry:
    at = START + timedelta(days=int(day))
    return Entry(topic, ConsentChange(change), ConsentSource(source), at)


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ([], NONE),
        (["agency grant all 1"], GRANTED),
        (["agency grant reminders 1"], GRANTED),
        (["agency grant surveys 1"], NONE),
        (["agency grant all 1", "parent revoke all 2"], REVOKED),
        (["agency grant all 1", "parent revoke all 2", "parent grant all 3"], GRANTED),
        # Recorded in another order than it took effect.
        (["parent revoke all 2", "agency grant all 1"], REVOKED),
        (["parent grant all 3", "parent revoke all 2"], GRANTED),
        # At the same moment the one recorded last counts.
        (["parent grant all 2", "parent revoke all 2"], REVOKED),
        (["agency revoke all 1", "agency grant all 2"], GRANTED),
    ],
)
def test_the_latest_word_holds(lines: list[str], holds: ConsentState) -> None:
    assert state(said(*lines), "reminders") == holds


@pytest.mark.parametrize("source", ["agency", "staff"])
@pytest.mark.parametrize("own", ["parent", "carrier"])
def test_nobody_lifts_a_parents_own_opt_out_but_the_parent(source: str, own: str) -> None:
    ledger = said(f"{own} revoke all 1", f"{source} grant all 2", f"{source} grant reminders 3")
    assert state(ledger, "reminders") is REVOKED
    assert state([*ledger, *said("parent grant all 4")], "reminders") is GRANTED


def test_a_worker_cannot_lift_it_by_recording_it_again_first() -> None:
    ledger = said("parent revoke all 1", "staff revoke all 2", "staff grant all 3")
    assert state(ledger, "reminders") is REVOKED


def test_an_import_does_not_undo_a_parents_own_opt_in() -> None:
    ledger = said("parent revoke all 1", "parent grant all 2", "agency revoke all 3")
    assert state(ledger, "reminders") is GRANTED


def test_a_parent_may_revoke_aloud_and_a_worker_may_mend_a_slip() -> None:
    ledger = said("parent grant all 1", "staff revoke all 2")
    assert state(ledger, "reminders") is REVOKED
    assert state([*ledger, *said("staff grant all 3")], "reminders") is GRANTED


def test_a_worker_is_heard_before_an_import() -> None:
    assert state(said("staff revoke all 1", "agency grant all 2"), "reminders") is REVOKED


def test_one_topic_can_be_left_and_taken_up_alone() -> None:
    left = said("parent grant all 1", "parent revoke surveys 2")
    assert (state(left, "surveys"), state(left, "reminders")) == (REVOKED, GRANTED)
    back = said("parent revoke all 1", "parent grant reminders 2")
    assert (state(back, "surveys"), state(back, "reminders")) == (REVOKED, GRANTED)


def test_stop_covers_every_topic() -> None:
    ledger = said("parent grant surveys 1", "parent grant reminders 1", "parent revoke all 2")
    assert {state(ledger, topic) for topic in ("surveys", "reminders", "new")} == {REVOKED}


entries = st.builds(
    Entry,
    st.sampled_from([ALL_TOPICS, "reminders", "surveys"]),
    st.sampled_from(ConsentChange),
    st.sampled_from(ConsentSource),
    st.integers(0, 9).map(lambda day: START + timedelta(days=day)),
)


@given(st.lists(entries))
def test_a_stop_now_always_holds(ledger: list[Entry]) -> None:
    stop = Entry(ALL_TOPICS, ConsentChange.REVOKE, ConsentSource.PARENT, START + timedelta(days=10))
    assert state([*ledger, stop], "reminders") is REVOKED


@given(st.lists(entries), st.lists(entries))
def test_after_a_stop_only_the_parent_can_start_again(
    before: list[Entry], after: list[Entry]
) -> None:
    stop = Entry(ALL_TOPICS, ConsentChange.REVOKE, ConsentSource.PARENT, START + timedelta(days=10))
    later = [
        Entry(e.topic, e.change, e.source, e.at + timedelta(days=20))
        for e in after
        if e.source in (ConsentSource.STAFF, ConsentSource.AGENCY)
    ]
    assert state([*before, stop, *later], "reminders") is REVOKED
