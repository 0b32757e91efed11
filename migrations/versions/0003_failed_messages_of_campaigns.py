"""Failed messages of campaigns are found quickly."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_CAMPAIGNS = sa.text("status = 'failed' AND campaign IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_messages_failed",
        "messages",
        ["settled_at", "agency_id", "campaign"],
        sqlite_where=OF_CAMPAIGNS,
        postgresql_where=OF_CAMPAIGNS,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_failed", "messages")
