"""What may be sent now, later, or never."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import (
    SENTENCES,
    Allow,
    Hold,
    Purpose,
    Question,
    Reachability,
    Reason,
    Refuse,
    decide,
)
from messaging.compliance.purposes import CONCERNS, Concern
from messaging.compliance.quiet_hours import Window
from tests.messaging.compliance.questions import MORNING, NIGHT, NOON, question

REVOKED, NONE = ConsentState.REVOKED, ConsentState.NONE
EMAIL, CHAT = ChannelKind.EMAIL, ChannelKind.CHAT
HOUR = timedelta(hours=1)
TO_PARENTS = [purpose for purpose in Purpose if purpose is not Purpose.STAFF_ALERT]
UNASKED = [purpose for purpose in TO_PARENTS if purpose is not Purpose.OPT_OUT_CONFIRMATION]


@pytest.mark.parametrize("purpose", UNASKED)
@pytest.mark.parametrize("channel", ChannelKind)
def test_when_all_is_well_everything_goes(purpose: Purpose, channel: ChannelKind) -> None:
    assert decide(question(purpose=purpose, channel=channel)) == Allow()


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        ({"safe_to_contact": False}, Reason.NOT_SAFE),
        (
            {"nondisclosure": True, "wording_tells_location": True},
            Reason.LOCATION_IN_WORDING,
        ),
        ({"shared_contact": True}, Reason.SHARED_CONTACT),
        ({"reachability": Reachability.LANDLINE}, Reason.LANDLINE),
        ({"reachability": Reachability.INVALID}, Reason.INVALID_CONTACT),
        ({"reachability": Reachability.WRONG_PERSON}, Reason.WRONG_PERSON),
        ({"reachability": Reachability.STOPPED_AT_CARRIER}, Reason.STOPPED_AT_CARRIER),
        ({"reachability": Reachability.SUPPRESSED}, Reason.SUPPRESSED),
        ({"consent": REVOKED}, Reason.OPTED_OUT),
        ({"consent": NONE}, Reason.NO_CONSENT),
        ({"branch_enabled": False}, Reason.BRANCH_OFF),
        ({"closed": True}, Reason.CASE_CLOSED),
        ({"expires_at": NOON}, Reason.EXPIRED),
        ({"recent_reminders": 3, "reminder_cap": 3}, Reason.TOO_MANY),
        (
            {"safe_hours": Window(time(21), time(23))},
            Reason.NO_SAFE_TIME,
        ),
        ({"safe_hours": Window(time(0), time(0))}, Reason.NO_SAFE_TIME),
    ],
)
def test_what_a_reminder_by_text_is_refused_for(spoiled: dict[str, Any], reason: Reason) -> None:
    assert decide(question(**spoiled)) == Refuse(reason)


@pytest.mark.parametrize(
    ("spoiled", "until", "reason"),
    [
        ({"now": NIGHT}, MORNING, Reason.QUIET_HOURS),
        ({"paused_until": NOON + HOUR}, NOON + HOUR, Reason.PAUSED),
        ({"paused_until": NIGHT}, MORNING, Reason.PAUSED),
        ({"held_for_review": True}, NOON + HOUR, Reason.OPT_OUT_UNCLEAR),
        ({"safe_hours": Window(time(14), time(16))}, NOON + 2 * HOUR, Reason.SAFE_HOURS),
        # Safe from ten at night over midnight till ten in the morning: quiet hours leave 9 to 10.
        ({"safe_hours": Window(time(22), time(10))}, MORNING, Reason.SAFE_HOURS),
        (
            {"recent_reminders": 3, "reminder_cap": 3, "cap_frees_at": NIGHT},
            MORNING,
            Reason.TOO_MANY,
        ),
    ],
)
def test_what_a_reminder_by_text_waits_for(
    spoiled: dict[str, Any], until: datetime, reason: Reason
) -> None:
    assert decide(question(**spoiled)) == Hold(until, reason)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"safe_to_contact": False, "consent": REVOKED}, Reason.NOT_SAFE),
        ({"safe_to_contact": False, "now": NIGHT}, Reason.NOT_SAFE),
        ({"consent": REVOKED, "now": NIGHT}, Reason.OPTED_OUT),
        ({"closed": True, "paused_until": MORNING}, Reason.CASE_CLOSED),
    ],
)
def test_safety_is_named_first_and_a_refusal_before_a_wait(
    facts: dict[str, Any], reason: Reason
) -> None:
    assert decide(question(**facts)) == Refuse(reason)


def test_a_reminder_whose_event_is_over_by_morning_is_dropped_not_sent_late() -> None:
    late = question(now=NIGHT, expires_at=MORNING)
    assert decide(late) == Refuse(Reason.EXPIRED)
    assert decide(question(now=NIGHT, expires_at=MORNING + HOUR)) == Hold(
        MORNING, Reason.QUIET_HOURS
    )


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("channel", ChannelKind)
def test_nothing_at_all_goes_where_it_is_not_safe(purpose: Purpose, channel: ChannelKind) -> None:
    asked = question(
        purpose=purpose, channel=channel, safe_to_contact=False, answers_inbound=True,
        consent=REVOKED, opted_out_at=NOON,
    )  # fmt: skip
    assert decide(asked) == Refuse(Reason.NOT_SAFE)


class TestOptOut:
    @pytest.mark.parametrize("after", [timedelta(), timedelta(minutes=5)])
    def test_is_confirmed_once_within_five_minutes_at_any_hour(self, after: timedelta) -> None:
        assert decide(confirmation(now=NIGHT + after)) == Allow()

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"now": NIGHT + timedelta(minutes=5, seconds=1)}, Reason.CONFIRMATION_LATE),
            ({"confirmation_sent": True}, Reason.ALREADY_CONFIRMED),
            ({"opted_out_at": None}, Reason.NOTHING_TO_CONFIRM),
            ({"consent": ConsentState.GRANTED}, Reason.NOTHING_TO_CONFIRM),
            ({"reachability": Reachability.STOPPED_AT_CARRIER}, Reason.STOPPED_AT_CARRIER),
        ],
    )
    def test_is_not_confirmed_again_or_late_or_for_nothing(
        self, facts: dict[str, Any], reason: Reason
    ) -> None:
        assert decide(confirmation(**facts)) == Refuse(reason)

    @pytest.mark.parametrize("purpose", UNASKED)
    @pytest.mark.parametrize("answers", [True, False])
    def test_ends_every_other_text(self, purpose: Purpose, answers: bool) -> None:
        asked = question(purpose=purpose, consent=REVOKED, answers_inbound=answers)
        assert decide(asked) == Refuse(Reason.OPTED_OUT)

    def test_leaves_a_one_time_code_by_email_which_the_parent_asks_for(self) -> None:
        code = question(purpose=Purpose.ONE_TIME_CODE, channel=EMAIL, consent=REVOKED)
        assert decide(code) == Allow()

    def test_of_email_ends_reminders_by_email(self) -> None:
        assert decide(question(channel=EMAIL, consent=REVOKED)) == Refuse(Reason.OPTED_OUT)


def confirmation(**facts: Any) -> Question:
    usual: dict[str, Any] = {"now": NIGHT, "opted_out_at": NIGHT, "consent": REVOKED}
    return question(purpose=Purpose.OPT_OUT_CONFIRMATION, **(usual | facts))


class TestAnswers:
    """Who has just written is awake and expects one."""

    @pytest.mark.parametrize(
        "purpose",
        [
            Purpose.ANSWER,
            Purpose.KEYWORD_ANSWER,
            Purpose.SAFETY_ANSWER,
            Purpose.WRONG_NUMBER_ANSWER,
            Purpose.ONE_TIME_CODE,
        ],
    )
    def test_go_at_night_without_recorded_consent_in_a_pause_on_a_closed_case(
        self, purpose: Purpose
    ) -> None:
        asked = question(
            purpose=purpose, now=NIGHT, consent=NONE, paused_until=MORNING, closed=True,
            safe_hours=Window(time(14), time(16)),
        )  # fmt: skip
        assert decide(asked) == Allow()

    def test_of_staff_go_at_night_and_without_recorded_consent(self) -> None:
        reply = {"purpose": Purpose.STAFF_REPLY, "now": NIGHT, "consent": NONE}
        assert decide(question(**reply, answers_inbound=True)) == Allow()
        assert decide(question(**reply)) == Refuse(Reason.NO_CONSENT)

    def test_of_staff_still_wait_for_safe_hours(self) -> None:
        reply = question(
            purpose=Purpose.STAFF_REPLY, answers_inbound=True, safe_hours=Window(time(14), time(16))
        )
        assert decide(reply) == Hold(NOON + 2 * HOUR, Reason.SAFE_HOURS)

    def test_staff_may_write_to_a_paused_party_on_a_closed_case(self) -> None:
        reply = question(purpose=Purpose.STAFF_REPLY, paused_until=MORNING, closed=True)
        assert decide(reply) == Allow()

    def test_the_stranger_who_says_wrong_number_gets_one_answer_and_no_more(self) -> None:
        stranger = {"reachability": Reachability.WRONG_PERSON}
        assert decide(question(purpose=Purpose.WRONG_NUMBER_ANSWER, **stranger)) == Allow()
        assert decide(question(purpose=Purpose.ANSWER, **stranger)) == Refuse(Reason.WRONG_PERSON)

    def test_safety_answers_go_while_an_opt_out_is_in_doubt_and_the_branch_is_off(self) -> None:
        asked = question(
            purpose=Purpose.SAFETY_ANSWER, held_for_review=True, branch_enabled=False, now=NIGHT
        )
        assert decide(asked) == Allow()


class TestEmail:
    @pytest.mark.parametrize(
        "facts",
        [
            {"consent": NONE},
            {"now": NIGHT},
            {"reachability": Reachability.LANDLINE},
            {"reachability": Reachability.STOPPED_AT_CARRIER},
        ],
    )
    def test_needs_no_recorded_consent_and_knows_no_quiet_hours(
        self, facts: dict[str, Any]
    ) -> None:
        assert decide(question(channel=EMAIL, **facts)) == Allow()

    def test_waits_for_safe_hours_without_regard_to_quiet_ones(self) -> None:
        safe = Window(time(23), time(23, 30))
        at_once = decide(question(channel=EMAIL, now=NIGHT, safe_hours=safe))
        later = decide(question(channel=EMAIL, now=NIGHT - HOUR, safe_hours=safe))
        assert (at_once, later) == (Allow(), Hold(NIGHT, Reason.SAFE_HOURS))


class TestSharedContact:
    def test_gets_general_wording_only(self) -> None:
        assert decide(question(shared_contact=True, wording_is_generic=True)) == Allow()

    def test_does_not_concern_web_chat(self) -> None:
        assert decide(question(shared_contact=True, channel=CHAT)) == Allow()


class TestFrequency:
    def test_a_cap_not_reached_or_waived_lets_it_go(self) -> None:
        assert decide(question(recent_reminders=2, reminder_cap=3)) == Allow()
        assert decide(question(recent_reminders=9, reminder_cap=None)) == Allow()

    def test_a_cap_on_reminders_leaves_notices_and_staff_alone(self) -> None:
        for purpose in (Purpose.NOTICE, Purpose.STAFF_REPLY, Purpose.READ_ANSWER):
            asked = question(purpose=purpose, recent_reminders=9, reminder_cap=3)
            assert decide(asked) == Allow()

    def test_a_moment_that_has_passed_frees_nothing(self) -> None:
        asked = question(recent_reminders=3, reminder_cap=3, cap_frees_at=NOON)
        assert decide(asked) == Refuse(Reason.TOO_MANY)


class TestZones:
    def test_a_number_with_two_zones_gets_the_hours_of_both(self) -> None:
        both = ("America/New_York", "America/Los_Angeles")
        early = question(now=datetime.fromisoformat("2026-03-04T15:00:00Z"), zones=both)
        assert decide(early) == Hold(
            datetime.fromisoformat("2026-03-04T17:00:00Z"), Reason.QUIET_HOURS
        )

    def test_zones_no_hour_suits_count_as_the_agencys(self) -> None:
        everywhere = ("Pacific/Guam", "America/New_York", "Europe/London")
        assert decide(question(zones=everywhere)) == Allow()
        assert decide(question(zones=everywhere, now=NIGHT)) == Hold(MORNING, Reason.QUIET_HOURS)

    def test_safe_hours_that_fit_no_zone_are_not_guessed_at(self) -> None:
        both = ("America/New_York", "America/Los_Angeles")
        asked = question(zones=both, safe_hours=Window(time(17), time(19)))
        assert decide(asked) == Refuse(Reason.NO_SAFE_TIME)

    def test_a_stricter_state_waits_longer(self) -> None:
        sunday_ten = datetime.fromisoformat("2026-03-01T16:00:00Z")
        assert decide(question(now=sunday_ten, state="IL")) == Allow()
        assert decide(question(now=sunday_ten, state="TX")) == Hold(
            sunday_ten + 2 * HOUR, Reason.QUIET_HOURS
        )


def test_a_pause_without_an_end_is_a_far_day() -> None:
    far = datetime.fromisoformat("9999-01-01T18:00:00Z")
    assert decide(question(paused_until=far)) == Hold(far, Reason.PAUSED)


@pytest.mark.parametrize("field", ["now", "paused_until", "expires_at", "opted_out_at"])
def test_a_time_without_a_zone_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        question(**{field: datetime(2026, 3, 4)})  # noqa: DTZ001 - the point of the test


def test_every_purpose_has_its_row_and_meets_safety_and_nondisclosure() -> None:
    assert set(CONCERNS) == set(Purpose)
    assert all({Concern.SAFETY, Concern.NONDISCLOSURE} <= row for row in CONCERNS.values())


def test_every_reason_is_told_in_both_languages_and_fits_its_column() -> None:
    assert set(SENTENCES) == set(Reason)
    for reason, sentence in SENTENCES.items():
        assert sentence.en.endswith(".")
        assert sentence.es.endswith(".")
        assert sentence.en != sentence.es
        assert len(reason) <= 32
