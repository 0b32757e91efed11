"""Which agency a request or a message belongs to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.models.agency import Agency


def agency_by_slug(session: Session, slug: str) -> Agency | None:
    return session.scalar(select(Agency).where(Agency.slug == slug))


def agency_of_text_sender(session: Session, *senders: str) -> Agency | None:
    """The agency that texts from one of `senders` (numbers or messaging services of ours).

    An agency without a sender of its own uses the installation's, and only one may.
    """
    named = [sender for sender in senders if sender]
    own = session.scalar(select(Agency).where(Agency.text_sender.in_(named)))
    return (
        own
        or session.scalars(
            select(Agency).where(Agency.text_sender.is_(None)).order_by(Agency.id).limit(1)
        ).first()
    )
