"""Given up events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("event_deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_deliveries_given_up",
            ["agency_id", "endpoint_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'given_up'"),
            postgresql_where=sa.text("state = 'given_up'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("event_deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_deliveries_given_up",
            sqlite_where=sa.text("state = 'given_up'"),
            postgresql_where=sa.text("state = 'given_up'"),
        )
