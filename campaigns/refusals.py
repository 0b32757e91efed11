"""What a refusal or a failure means for the other ways to the same parent."""

from messaging.compliance.gate import Reason
from messaging.models.message import MessageStatus
from messaging.outbound.reasons import OUTDATED, WORDING_INCOMPLETE

NOT_THE_CONTACTS_FAULT = frozenset(
    {
        Reason.BRANCH_OFF,
        Reason.CASE_CLOSED,
        Reason.EXPIRED,
        Reason.LOCATION_IN_WORDING,
        Reason.TOO_MANY,
        # A notice that tells nothing has gone in its place.
        Reason.SHARED_CONTACT,
        OUTDATED,
        WORDING_INCOMPLETE,
    }
)
"""Refusals that another phone or address would meet as well."""

THEIR_WISH = frozenset({Reason.OPTED_OUT, Reason.STOPPED_AT_CARRIER})

WENT_NOWHERE = frozenset(
    {
        MessageStatus.FAILED,
        MessageStatus.REFUSED,
        MessageStatus.EXPIRED,
        MessageStatus.CANCELLED,
    }
)

UNREACHABLE = "unreachable"
"""Kept with a step or a person on a list once no way is left."""
