"""What pages about sending to many call things."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries, SeriesState
from campaigns.refusals import UNREACHABLE
from campaigns.roll import JOINED
from campaigns.schedule import Skip
from campaigns.sends import acts
from campaigns.sends.audience import About
from campaigns.sends.deciding import Held
from campaigns.sends.listing import ASKED_LATELY
from campaigns.steps import COULD_NOT_COMPOSE
from channels.values import ChannelKind
from messaging.directory.access import Act
from messaging.outbound.reasons import sentence
from web.catalogue import N_
from web.staff.sessions import SignedIn, acting
from web.voice import Voice

GONE = N_("There is no such list, or it is not yours to see.")
ABOUT: Mapping[About, str] = MappingProxyType(
    {
        About.APPOINTMENT: N_("An appointment"),
        About.RENEWAL: N_("A renewal that is due"),
        About.PAYMENT: N_("A payment that is due"),
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "appointment_reminder": N_("Reminder of an appointment"),
        "appointment_scheduled": N_("There is an appointment"),
        "appointment_rescheduled": N_("The appointment is at another time"),
        "renewal_reminder": N_("Reminder of a renewal"),
        "payment_due": N_("Reminder of a payment"),
        "payment_due_talk": N_("Reminder of a payment, with an offer to talk"),
    }
)
"""The wordings that staff can send, by their key in the library."""
WAYS: Mapping[str, tuple[str, tuple[ChannelKind, ...]]] = MappingProxyType(
    {
        "both": (
            N_("Text, and email where no text can go"),
            (ChannelKind.SMS, ChannelKind.EMAIL),
        ),
        "sms": (N_("Text only"), (ChannelKind.SMS,)),
        "email": (N_("Email only"), (ChannelKind.EMAIL,)),
    }
)
STATE: Mapping[SendState, str] = MappingProxyType(
    {
        SendState.LISTING: N_("The list is being made"),
        SendState.READY: N_("Not confirmed yet"),
        SendState.RUNNING: N_("Goes out"),
        SendState.DONE: N_("Done"),
        SendState.CANCELLING: N_("Cancelled"),
        SendState.CANCELLED: N_("Cancelled"),
    }
)
PAUSED = N_("Paused")
WAITS = N_("Waits for a person")
LEFT_OUT = N_("Left out")
HELD_BACK: Mapping[Held, str] = MappingProxyType(
    {
        Held.GROWN: N_(
            "Its list is more than half as large again as what was confirmed. Look, and confirm it "
            "if that is right."
        ),
        Held.TOO_MANY: N_("It is for more people than whoever confirmed it may send to alone."),
        Held.LEFT: N_(
            "Whoever made or confirmed it has left, sees other families now, or may not send any "
            "more."
        ),
        Held.MISSED: N_("Kinline was not running at its hour. Nothing was sent."),
        Held.WORDING: N_("What it says does not pass the checks any more. Nothing was sent."),
        Held.STOPPED: N_("The series was stopped while its list was made. Nothing was sent."),
        Held.UNCONFIRMED: N_("Nobody confirmed it in time. Nothing was sent."),
        Held.NOBODY: N_("Nobody was on its list."),
    }
)
"""Why a day of what repeats did not go by itself."""
SERIES_STATE: Mapping[SeriesState, str] = MappingProxyType(
    {
        SeriesState.DRAFT: N_("Not confirmed yet"),
        SeriesState.RUNNING: N_("Repeats"),
        SeriesState.PAUSED: N_("Paused"),
        SeriesState.ENDED: N_("Ended"),
    }
)
LATER = N_("Waits for its time")
OWN_WORDS = N_("Your own words")
WHY: Mapping[str, str] = MappingProxyType(
    {
        Skip.HELD_OUT: N_(
            "They are in the comparison group of an experiment, and hear nothing of this. Write to "
            "one of them yourself if need be."
        ),
        JOINED: N_("Their records were joined, and another line of this list is theirs as well."),
        ASKED_LATELY: N_(
            "They were asked for the same in the last seven days. Make the list again with “Also "
            "who was asked lately” if they should hear it once more."
        ),
        COULD_NOT_COMPOSE: N_("Something about them could not be read. Write to them yourself."),
        UNREACHABLE: N_("No way reached them. Ask them for another number or address."),
    }
)
"""What the gate has no sentence for."""

STATE_OF_HELD: Mapping[SendState, str] = MappingProxyType({**STATE, SendState.CANCELLED: LEFT_OUT})

SenderDep = Annotated[SignedIn, Depends(acting(Act.WRITE))]


def state(session: Session, row: Send, voice: Voice) -> str:
    if row.state in (SendState.RUNNING, SendState.DONE) and acts.paused(session, row):
        return voice.say(PAUSED)
    if row.reason:
        return voice.say(WAITS if row.state is SendState.READY else STATE_OF_HELD[row.state])
    waits = row.starts_at is not None and row.starts_at > voice.now
    return voice.say(LATER if row.state is SendState.RUNNING and waits else STATE[row.state])


def what(row: Send | SendSeries, voice: Voice) -> str:
    return voice.say(NAMES.get(row.template, OWN_WORDS) if row.template else OWN_WORDS)


def why(reason: str, voice: Voice) -> str:
    return voice.say(WHY[reason]) if reason in WHY else sentence(reason, voice.language)


def held_back(row: Send, voice: Voice) -> str:
    """Why it did not go by itself, where that is so."""
    return voice.say(HELD_BACK[Held(row.reason)]) if row.reason else ""
