"""Words of the house as pages say them. Codes never reach a page."""

from collections.abc import Mapping
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import Purpose, Reachability
from messaging.inbound.routing import TriageReason
from messaging.models.case import PartyRole
from messaging.models.message import MessageStatus
from messaging.models.person import JoinReason
from messaging.models.stage import Stage
from web.catalogue import N_

ROLE: Mapping[PartyRole, str] = MappingProxyType(
    {
        PartyRole.CUSTODIAL: N_("Custodial parent"),
        PartyRole.NONCUSTODIAL: N_("Noncustodial parent"),
        PartyRole.GUARDIAN: N_("Guardian"),
        PartyRole.OTHER: N_("Other party"),
    }
)

STAGE: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.DRAFT: N_("Being written"),
        Stage.PROPOSED: N_("Waits for a second person"),
        Stage.APPROVED: N_("In force"),
        Stage.REFUSED: N_("Refused"),
        Stage.RETIRED: N_("In force no more"),
    }
)
"""Of what takes two people."""
GIVEN_UP = N_("Given up")
"""Retired before it ever was in force."""

CHANNEL: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.SMS: N_("Text"),
        ChannelKind.EMAIL: N_("Email"),
        ChannelKind.CHAT: N_("Web chat"),
    }
)

WAY: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.SMS: N_("Text to %(address)s"),
        ChannelKind.EMAIL: N_("Email to %(address)s"),
        ChannelKind.CHAT: N_("Web chat"),
    }
)

INSTEAD: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.SMS: N_("Sent as a text instead at %(time)s."),
        ChannelKind.EMAIL: N_("Emailed instead at %(time)s."),
        ChannelKind.CHAT: N_("Put in the web chat instead at %(time)s."),
    }
)

NEITHER: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.SMS: N_("A text did not work either."),
        ChannelKind.EMAIL: N_("An email did not work either."),
        ChannelKind.CHAT: N_("The web chat did not work either."),
    }
)
"""What stood in for it, and failed too."""

ALSO: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.SMS: N_("The same went out as a text at %(time)s."),
        ChannelKind.EMAIL: N_("The same went out by email at %(time)s."),
        ChannelKind.CHAT: N_("The same went to the web chat at %(time)s."),
    }
)
"""What was sent beside it on purpose."""

PURPOSE: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.REMINDER: N_("Reminder, sent by Kinline"),
        Purpose.NOTICE: N_("Notice, sent by Kinline"),
        Purpose.SURVEY: N_("Question, sent by Kinline"),
        Purpose.STAFF_REPLY: N_("Reply"),
        Purpose.ANSWER: N_("Automatic answer"),
        Purpose.READ_ANSWER: N_("Automatic answer, after a person read what the parent meant"),
        Purpose.KEYWORD_ANSWER: N_("Automatic answer to a keyword"),
        Purpose.OPT_OUT_CONFIRMATION: N_("Opt-out confirmation"),
        Purpose.WRONG_NUMBER_ANSWER: N_("Answer to a wrong number"),
        Purpose.SAFETY_ANSWER: N_("Automatic safety answer"),
        Purpose.ONE_TIME_CODE: N_("One-time code"),
        Purpose.CHAT: N_("Web chat"),
        Purpose.NUDGE: N_("Note that an answer waits in the chat"),
        Purpose.STAFF_ALERT: N_("Mail to colleagues"),
    }
)

STATUS: Mapping[MessageStatus, str] = MappingProxyType(
    {
        MessageStatus.QUEUED: N_("Sending…"),
        MessageStatus.SENDING: N_("Sending…"),
        MessageStatus.UNCERTAIN: N_("Checking whether it arrived…"),
        MessageStatus.SENT: N_("Sent"),
        MessageStatus.DELIVERED: N_("Delivered"),
        MessageStatus.READ: N_("Read"),
        MessageStatus.FAILED: N_("Not delivered"),
        MessageStatus.REFUSED: N_("Not sent"),
        MessageStatus.EXPIRED: N_("Not sent: its time had passed"),
        MessageStatus.CANCELLED: N_("Taken back before it went"),
        MessageStatus.RECEIVED: N_("Received"),
    }
)

TONE: Mapping[MessageStatus, str] = MappingProxyType(
    {
        MessageStatus.QUEUED: "moving",
        MessageStatus.SENDING: "moving",
        MessageStatus.UNCERTAIN: "moving",
        MessageStatus.SENT: "sent",
        MessageStatus.DELIVERED: "done",
        MessageStatus.READ: "done",
        MessageStatus.FAILED: "wrong",
        MessageStatus.REFUSED: "wrong",
        MessageStatus.EXPIRED: "quiet",
        MessageStatus.CANCELLED: "quiet",
        MessageStatus.RECEIVED: "quiet",
    }
)
"""Which mark and colour goes with it; never without the words."""

CONSENT: Mapping[tuple[ChannelKind, ConsentState], str] = MappingProxyType(
    {
        (ChannelKind.SMS, ConsentState.GRANTED): N_("Agreed to texts"),
        (ChannelKind.SMS, ConsentState.REVOKED): N_("Asked for no texts"),
        (ChannelKind.SMS, ConsentState.NONE): N_("No consent on record"),
        (ChannelKind.EMAIL, ConsentState.GRANTED): N_("Agreed to email"),
        (ChannelKind.EMAIL, ConsentState.REVOKED): N_("Asked for no email"),
        (ChannelKind.EMAIL, ConsentState.NONE): N_("May be emailed"),
    }
)

REACHABILITY: Mapping[Reachability, str] = MappingProxyType(
    {
        Reachability.LANDLINE: N_("Landline: cannot get texts"),
        Reachability.INVALID: N_("Does not work"),
        Reachability.WRONG_PERSON: N_("Belongs to someone else"),
        Reachability.STOPPED_AT_CARRIER: N_("Blocked at the phone company since STOP"),
        Reachability.SUPPRESSED: N_("Mail came back"),
    }
)
"""Only what stands in the way is said."""

TRIAGE: Mapping[TriageReason, str] = MappingProxyType(
    {
        TriageReason.UNKNOWN_SENDER: N_("We do not know this number or address."),
        TriageReason.SHARED_CONTACT: N_("More than one person uses this number or address."),
        TriageReason.SEVERAL_CASES: N_(
            "This person is on several cases. Say which one it is about."
        ),
        TriageReason.FORGED_TOKEN: N_(
            "It came to a reply address that we did not make. Be careful."
        ),
        TriageReason.UNPROVEN_SENDER: N_(
            "It answers none of our mails, and anyone can write any address. Ask who it is."
        ),
        TriageReason.ANONYMOUS: N_("Written in the web chat. They have not said who they are."),
        TriageReason.BROKEN: N_("We could not read it well. Please read it yourself."),
    }
)


JOIN_REASON: Mapping[JoinReason, str] = MappingProxyType(
    {
        JoinReason.AGENCY: N_("The agency's own system says they are one person"),
        JoinReason.PARENT: N_("The parent told us"),
        JoinReason.PAPERS: N_("We compared date of birth or papers"),
    }
)


def language_name(code: str, reader: str) -> str:
    """`Spanish`, as the reader calls it."""
    try:
        name = Locale.parse(code).get_language_name(reader)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code
