"""What must be answered first, how long answers took of late, and who came into one campaign are
each read in the order of an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WAITS = sa.text("disposition IS NULL AND answer_due_at IS NOT NULL AND thread_id IS NOT NULL")
_ANSWERED = sa.text("disposition = 'answered'")


def upgrade() -> None:
    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbound_messages_next_due",
            ["agency_id", "answer_due_at"],
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        )
        batch_op.create_index(
            "ix_inbound_messages_answered",
            ["agency_id", "received_at"],
            sqlite_where=_ANSWERED,
            postgresql_where=_ANSWERED,
        )
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enrollments_agency_id_campaign_created_at"),
            ["agency_id", "campaign", "created_at"],
        )


def downgrade() -> None:
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrollments_agency_id_campaign_created_at"))
    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbound_messages_answered", sqlite_where=_ANSWERED, postgresql_where=_ANSWERED
        )
        batch_op.drop_index(
            "ix_inbound_messages_next_due", sqlite_where=_WAITS, postgresql_where=_WAITS
        )
