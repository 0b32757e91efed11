"""What is due is found stream by stream (an agency and a channel of a lane), and receipts that
wait for their attempt by the provider's id."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

QUEUED = sa.text("status = 'queued'")
WAITING = sa.text("applied_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_messages_due", "messages")
    op.create_index(
        "ix_messages_due",
        "messages",
        ["lane", "agency_id", "channel", "due_at", "id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )
    op.create_index(
        "ix_receipts_waiting",
        "receipts",
        ["provider_id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_receipts_waiting", "receipts")
    op.drop_index("ix_messages_due", "messages")
    op.create_index(
        "ix_messages_due",
        "messages",
        ["lane", "due_at", "id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )
