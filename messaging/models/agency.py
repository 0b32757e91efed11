"""An agency is a tenant: every row belongs to one, and nothing joins across."""

from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.database import Base, Identified, Owned


class Agency(Identified, Base):
    """Who writes to parents, and how it calls itself in its messages."""

    __tablename__ = "agencies"

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    """Its name in URLs."""
    name: Mapped[str] = mapped_column(String(60))
    """Opens every text: "Oak Co Child Support"."""
    neutral_name: Mapped[str] = mapped_column(String(40))
    """Gives no program away: "Oak Co". For shared phones and where a name could endanger."""
    phone: Mapped[str] = mapped_column(String(20))
    """The help line, as it is written in messages."""
    wording: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    """Its other template fields by name and language:
    `{"office_hours": {"en": "Mon-Fri 8-5", "es": "lunes a viernes 8-5"}}`."""
    time_zone: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(2))
    """Two letters; some states ask for stricter quiet hours."""
    text_sender: Mapped[str | None] = mapped_column(String(40))
    """The number or messaging service of its own; None uses the installation's."""


class Branch(Owned, Base):
    """An office of an agency."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("agency_id", "id"), UniqueConstraint("agency_id", "code"))

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    enabled: Mapped[bool] = mapped_column(default=True)
    """While false, nothing is sent for its cases."""
