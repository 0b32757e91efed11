"""The carrier's own STOP list, when it is told to keep one.

Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out. The whole body must be
the keyword; the webhook then carries OptOutType, and the carrier itself answers the parent.
"""

from enum import StrEnum

from sandbox.store import Store


class OptOut(StrEnum):
    """What the webhook's OptOutType says."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_KEYWORDS = {
    OptOut.STOP: "STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT",
    OptOut.START: "START YES UNSTOP",
    OptOut.HELP: "HELP INFO",
}
_BY_WORD = {word: kind for kind, words in _KEYWORDS.items() for word in words.split()}

ANSWERS = {
    OptOut.STOP: "You will get no more messages from this number. Reply START to get them again.",
    OptOut.START: "You will get messages from this number again. Reply HELP for help, STOP to end.",
    OptOut.HELP: "Reply STOP to end these messages. Message and data rates may apply.",
}
"""What the carrier answers by itself."""


def recognise(body: str) -> OptOut | None:
    return _BY_WORD.get(body.strip().upper())


def apply(store: Store, kind: OptOut, handset: str, sender: str) -> None:
    """Keep or lift the block between a handset and a number of the house."""
    if kind is OptOut.STOP:
        store.block(handset, sender)
    elif kind is OptOut.START:
        store.unblock(handset, sender)
