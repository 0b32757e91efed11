"""What the gate never does, whatever the facts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import (
    Allow,
    Hold,
    Purpose,
    Question,
    Reachability,
    Reason,
    Refuse,
    decide,
)
from messaging.compliance.quiet_hours import FEDERAL, STATES, Window
from tests.messaging.compliance.questions import question

BEGIN, END = datetime(2024, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
moments = st.datetimes(BEGIN, END, timezones=st.just(UTC))
zones = st.lists(
    st.sampled_from(
        ["America/New_York", "America/Chicago", "America/Los_Angeles", "America/Phoenix",
         "Pacific/Honolulu", "Pacific/Guam", "Europe/London"]
    ),
    max_size=3,
    unique=True,
).map(tuple)  # fmt: skip
windows = st.builds(Window, *[st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))] * 2)
asked = st.builds(
    question,
    now=moments,
    channel=st.sampled_from(ChannelKind),
    purpose=st.sampled_from(Purpose),
    zones=zones,
    state=st.none() | st.sampled_from([*STATES, "IL"]),
    hours=st.dictionaries(st.sampled_from(["TX", "IL", "*"]), windows, max_size=2),
    consent=st.sampled_from(ConsentState),
    reachability=st.sampled_from(Reachability),
    safe_to_contact=st.booleans(),
    safe_hours=st.none() | windows,
    nondisclosure=st.booleans(),
    wording_tells_location=st.booleans(),
    shared_contact=st.booleans(),
    wording_is_generic=st.booleans(),
    branch_enabled=st.booleans(),
    closed=st.booleans(),
    held_for_review=st.booleans(),
    paused_until=st.none() | moments,
    expires_at=st.none() | moments,
    recent_reminders=st.integers(0, 5),
    reminder_cap=st.none() | st.integers(0, 5),
    cap_frees_at=st.none() | moments,
    answers_inbound=st.booleans(),
    opted_out_at=st.none() | moments,
    confirmation_sent=st.booleans(),
)
likely = st.builds(
    question,
    now=moments,
    channel=st.sampled_from([ChannelKind.SMS, ChannelKind.EMAIL]),
    purpose=st.sampled_from([Purpose.REMINDER, Purpose.NOTICE, Purpose.STAFF_REPLY]),
    zones=zones,
    state=st.none() | st.sampled_from([*STATES]),
    safe_hours=st.none() | windows,
    paused_until=st.none() | moments,
)
"""Fewer things wrong at once, so that more questions come as far as the hours."""


@given(asked)
@example(question(purpose=Purpose.STAFF_ALERT, consent=ConsentState.REVOKED))
def test_a_text_to_who_opted_out_is_only_ever_the_one_confirmation(question: Question) -> None:
    if question.channel is ChannelKind.SMS and question.consent is ConsentState.REVOKED:
        confirms = question.purpose is Purpose.OPT_OUT_CONFIRMATION
        assert confirms or isinstance(decide(question), Refuse)


@given(asked)
def test_where_it_is_not_safe_nothing_goes(question: Question) -> None:
    if not question.safe_to_contact:
        assert decide(question) == Refuse(Reason.NOT_SAFE)


@given(asked)
def test_the_whereabouts_of_who_must_not_be_found_are_never_told(question: Question) -> None:
    if question.nondisclosure and question.wording_tells_location:
        assert isinstance(decide(question), Refuse)


@given(asked | likely)
def test_a_hold_ends_in_the_future_before_the_message_expires(question: Question) -> None:
    decision = decide(question)
    if isinstance(decision, Hold):
        assert decision.until > question.now
        assert decision.until.utcoffset() == timedelta(0)
        assert question.expires_at is None or decision.until < question.expires_at


@given(likely)
def test_asked_again_when_a_hold_ends_the_hours_no_longer_stand_in_the_way(
    question: Question,
) -> None:
    decision = decide(question)
    if isinstance(decision, Hold):
        again = decide(_at(question, decision.until))
        assert again == Allow()


@given(likely)
def test_a_reminder_text_never_goes_outside_federal_hours_where_the_parent_may_be(
    question: Question,
) -> None:
    if question.channel is ChannelKind.SMS and decide(question) == Allow():
        seen = [FEDERAL.holds(question.now.astimezone(ZoneInfo(z))) for z in question.zones]
        home = FEDERAL.holds(question.now.astimezone(ZoneInfo(question.agency_zone)))
        assert all(seen) or home


def _at(asked: Question, now: datetime) -> Question:
    fields = {name: getattr(asked, name) for name in Question.__dataclass_fields__}
    return Question(**(fields | {"now": now}))
