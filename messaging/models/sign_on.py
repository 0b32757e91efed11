"""Where an agency's people log in, if not only here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime
from messaging.platform.database import Base, Owned


class SignOnProvider(Owned, Base):
    """The OpenID Connect provider that an agency's administrator named; at most one."""

    __tablename__ = "sign_on_providers"
    __table_args__ = (UniqueConstraint("agency_id"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    issuer: Mapped[str] = mapped_column(String(500))
    """As it names itself."""
    client_id: Mapped[str] = mapped_column(String(200))
    """How it names us."""
    client_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    client_secret = Sealed("client_secret_sealed")
    """Empty where it wants PKCE alone."""
    name: Mapped[str] = mapped_column(String(40))
    """On the button."""
    two_factors: Mapped[bool] = mapped_column(default=False)
    """It asks everybody for a second factor, also where its answer does not say so."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
