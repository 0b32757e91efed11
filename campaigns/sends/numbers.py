"""To how many a list goes, and who may say so."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.models.send import RecipientState, Send, SendRecipient
from messaging.directory.access import Act, Viewer, may

MOST_ALONE = 200
"""To how many a caseworker may send without a supervisor."""


def to_go(session: Session, send: Send) -> int:
    """How many wait on the list."""
    return (
        session.scalar(
            select(func.count()).where(
                SendRecipient.agency_id == send.agency_id,
                SendRecipient.send_id == send.id,
                SendRecipient.state == RecipientState.WAITING,
            )
        )
        or 0
    )


def may_confirm(viewer: Viewer, number: int) -> bool:
    return may(viewer, Act.RUN if number > MOST_ALONE else Act.WRITE)
