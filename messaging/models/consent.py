"""The consent ledger: append-only. What holds now is folded from it, never stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class ConsentEntry(Owned, Base):
    """One statement about one contact point (47 CFR 64.1200(a)(10))."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "agency_id", "contact_point_id", "at"),
        # Who opted out lately.
        Index(
            "ix_consents_revoked",
            "agency_id",
            "at",
            sqlite_where=text("change = 'revoke'"),
            postgresql_where=text("change = 'revoke'"),
        ),
        same_agency("contact_point_id", "contact_points"),
        same_agency("inbound_id", "inbound_messages"),
    )

    contact_point_id: Mapped[UUID]
    topic: Mapped[str] = mapped_column(String(40))
    """A topic, or `all`."""
    change: Mapped[ConsentChange] = mapped_column(words(ConsentChange))
    source: Mapped[ConsentSource] = mapped_column(words(ConsentSource))
    detail: Mapped[str | None] = mapped_column(String(80))
    """The source in the agency's own words, such as `application`."""
    wording_version: Mapped[str | None] = mapped_column(String(40))
    """Which wording the parent saw."""
    inbound_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the parent said so."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
