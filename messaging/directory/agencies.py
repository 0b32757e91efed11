"""Which agency a request or a message belongs to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.models.agency import SLUG, Agency


def agency_by_slug(session: Session, slug: str) -> Agency | None:
    """`slug` may be anything a URL can hold."""
    if not SLUG.fullmatch(slug):
        return None
    return session.scalar(select(Agency).where(Agency.slug == slug))


def agency_of_text_sender(session: Session, *senders: str) -> Agency | None:
    """The agency that texts from one of `senders` (numbers or messaging services of ours), the
    first named counting most.

    An agency without a sender of its own uses the installation's, and only one may: where several
    do, there is no telling whose the message is, and no agency may read another's. Then None.
    """
    named = [sender for sender in senders if sender]
    owners = {
        agency.text_sender: agency
        for agency in session.scalars(select(Agency).where(Agency.text_sender.in_(named)))
    }
    own = next((owners[sender] for sender in named if sender in owners), None)
    if own is not None:
        return own
    others = session.scalars(select(Agency).where(Agency.text_sender.is_(None)).limit(2)).all()
    return others[0] if len(others) == 1 else None
