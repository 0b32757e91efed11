"""A version of what an agency says of its own: drafted, approved by a second person, in force."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from messaging.directory.approving import Stage


class OwnVersionView(BaseModel):
    """What all such versions have; made from their row with `model_validate`."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    stage: Stage
    revision: int = Field(description="grows with every change")
    author_id: UUID
    decided_by_id: UUID | None = Field(description="who approved or refused it")
    decided_at: datetime | None
    reason: str | None = Field(description="why it was refused")
    changed_at: datetime
