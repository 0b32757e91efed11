"""Every answer of the gate, with its reason, but a plain yes: a message that is queued, and each
attempt to send it, are the record of those."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class GateStage(StrEnum):
    COMPOSE = "compose"
    SEND = "send"


class GateAnswer(StrEnum):
    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


class GateDecision(Owned, Base):
    __tablename__ = "gate_decisions"
    __table_args__ = (
        Index(None, "agency_id", "message_id"),
        same_agency("message_id", "messages"),
    )

    message_id: Mapped[UUID]
    stage: Mapped[GateStage] = mapped_column(words(GateStage))
    answer: Mapped[GateAnswer] = mapped_column(words(GateAnswer))
    reason: Mapped[str | None] = mapped_column(String(40))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
