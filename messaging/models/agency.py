"""An agency is a tenant: every row belongs to one, and nothing joins across."""

import re
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from messaging.platform.database import Base, Identified, Owned
from messaging.platform.zones import known_zone

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXT_SENDER = re.compile(r"\+[0-9]{8,15}|[0-9]{5,6}|MG[0-9a-f]{32}")


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
    wording: Mapped[dict[str, dict[str, str | int]]] = mapped_column(JSON, default=dict)
    """Its other template fields by name and language:
    `{"office_hours": {"en": "Mon-Fri 8-5", "es": "lunes a viernes 8-5"}}`."""
    edition: Mapped[int] = mapped_column(default=0)
    """How often own words of it came into force or went (`OwnWording`); 0: all is as shipped."""
    time_zone: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(2))
    """Two letters; some states ask for stricter quiet hours."""
    text_sender: Mapped[str | None] = mapped_column(String(40), unique=True)
    """The number (E.164 or short code) or messaging service of its own; None uses the
    installation's. An answer must lead to one agency, so no two share one."""

    opens_hour: Mapped[int] = mapped_column(default=8)
    closes_hour: Mapped[int] = mapped_column(default=17)
    """Local hours in which its offices work; promises are counted in them."""
    closed_days: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Its own days off beside weekends and public holidays, as 2026-12-24."""
    answer_work_days: Mapped[int] = mapped_column(default=2)
    """How many working days a parent waits for an answer at most."""
    tells_new_worker: Mapped[bool] = mapped_column(default=False)
    """Whether a parent is told when somebody else has their case."""
    sends_receipts: Mapped[bool] = mapped_column(default=True)
    """Whether who writes while it is closed is told, once, that somebody will read it."""
    reminder_cap: Mapped[int | None]
    """How many reminders in seven days are enough for one parent (`compliance/frequency.py`); None:
    as many as there are."""
    requires_second_factor: Mapped[bool] = mapped_column(default=False)
    """Whether its people need more than a password before anything is open to them."""

    @validates("slug")
    def _is_slug(self, _key: str, slug: str) -> str:
        if not SLUG.fullmatch(slug):
            raise ValueError("a slug has lower-case letters, digits and dashes, such as oak-county")
        return slug

    @validates("time_zone")
    def _is_zone(self, _key: str, name: str) -> str:
        return known_zone(name)

    @validates("text_sender")
    def _is_sender(self, _key: str, sender: str | None) -> str | None:
        if sender is not None and not TEXT_SENDER.fullmatch(sender):
            raise ValueError("a text sender is written as +13125550100, 55555 or MG…")
        return sender


class Branch(Owned, Base):
    """An office of an agency."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("agency_id", "id"), UniqueConstraint("agency_id", "code"))

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    enabled: Mapped[bool] = mapped_column(default=True)
    """While false, nothing is sent for its cases."""
    opens_hour: Mapped[int | None]
    closes_hour: Mapped[int | None]
    """Where it works other hours than the agency says."""
    closed_days: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Its own days off beside the agency's."""
