"""What each kind of message is for, and which concerns of the gate it has to meet."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Purpose(StrEnum):
    REMINDER = "reminder"
    """Of an appointment, a renewal, a payment: sent by a journey."""
    NOTICE = "notice"
    """Something happened, such as a payment posted."""
    SURVEY = "survey"
    STAFF_REPLY = "staff_reply"
    """A caseworker's own words."""
    ANSWER = "answer"
    """Our automatic answer to what the parent just wrote: "You are set for Wed 3/6"."""
    READ_ANSWER = "read_answer"
    """The same, once a person has read what no rule understood. They may have put the phone down
    meanwhile."""
    KEYWORD_ANSWER = "keyword_answer"
    """To HELP, and to START once consent is back."""
    OPT_OUT_CONFIRMATION = "opt_out_confirmation"
    WRONG_NUMBER_ANSWER = "wrong_number_answer"
    SAFETY_ANSWER = "safety_answer"
    ONE_TIME_CODE = "one_time_code"
    """Asked for on our page this very minute."""
    CHAT = "chat"
    """Into an open web chat."""
    NUDGE = "nudge"
    """That a caseworker's answer waits in the chat."""
    STAFF_ALERT = "staff_alert"
    """To people of the agency, that something waits for them; it tells nothing of anybody."""


class Concern(StrEnum):
    """What the gate looks at; one rule each."""

    SAFETY = "safety"
    NONDISCLOSURE = "nondisclosure"
    SHARED = "shared"
    REACHABILITY = "reachability"
    CONFIRMATION = "confirmation"
    OPT_OUT = "opt_out"
    OPT_OUT_OF_TEXTS = "opt_out_of_texts"
    CONSENT = "consent"
    BRANCH = "branch"
    CLOSED = "closed"
    EXPIRY = "expiry"
    REVIEW = "review"
    PAUSE = "pause"
    FREQUENCY = "frequency"
    SAFE_HOURS = "safe_hours"
    QUIET_HOURS = "quiet_hours"


_ALWAYS = frozenset(
    {Concern.SAFETY, Concern.NONDISCLOSURE, Concern.SHARED, Concern.REACHABILITY, Concern.EXPIRY}
)
_BY_ITSELF = _ALWAYS | {
    Concern.OPT_OUT,
    Concern.CONSENT,
    Concern.BRANCH,
    Concern.CLOSED,
    Concern.REVIEW,
    Concern.PAUSE,
    Concern.SAFE_HOURS,
    Concern.QUIET_HOURS,
}
_BY_A_PERSON = _BY_ITSELF - {Concern.CLOSED, Concern.PAUSE}
_AT_ONCE = _ALWAYS | {Concern.OPT_OUT}

CONCERNS: Mapping[Purpose, frozenset[Concern]] = MappingProxyType(
    {
        Purpose.REMINDER: _BY_ITSELF | {Concern.FREQUENCY},
        Purpose.NOTICE: _BY_ITSELF,
        Purpose.SURVEY: _BY_ITSELF | {Concern.FREQUENCY},
        Purpose.STAFF_REPLY: _BY_A_PERSON,
        Purpose.ANSWER: _AT_ONCE | {Concern.BRANCH, Concern.REVIEW},
        Purpose.READ_ANSWER: _BY_A_PERSON,
        Purpose.KEYWORD_ANSWER: _AT_ONCE,
        Purpose.OPT_OUT_CONFIRMATION: _ALWAYS | {Concern.CONFIRMATION},
        Purpose.WRONG_NUMBER_ANSWER: _AT_ONCE,
        Purpose.SAFETY_ANSWER: _AT_ONCE,
        Purpose.ONE_TIME_CODE: _AT_ONCE,
        Purpose.CHAT: _AT_ONCE,
        # A caseworker's own words, told of on a channel that the parent may not have written by:
        # as strict as these, and without what an answer need not meet.
        Purpose.NUDGE: _BY_A_PERSON,
        # Mail to a colleague: an address that once bounced, or a parent's unsubscribe from the
        # same address, stops no alert.
        Purpose.STAFF_ALERT: _ALWAYS - {Concern.REACHABILITY} | {Concern.OPT_OUT_OF_TEXTS},
    }
)
"""Who writes to us is awake, holds the phone and asked for the answer, so what goes out at once
skips hours, pauses and recorded consent, but never safety and never an opt-out."""

WAIVED_IN_ANSWER = frozenset({Concern.CONSENT, Concern.QUIET_HOURS})
"""What any purpose need not meet when it answers an inbound message: writing first is consent to
one answer (FCC 15-72, paragraphs 103 to 106), and quiet hours are for what nobody asked for."""
