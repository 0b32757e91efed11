"""Attempts of which only a person can say whether they went are found without reading all."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SUCH = sa.text("outcome = 'unclear'")


def upgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempts_unclear",
            ["agency_id", "started_at", "id"],
            unique=False,
            sqlite_where=SUCH,
            postgresql_where=SUCH,
        )


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_attempts_unclear", sqlite_where=SUCH, postgresql_where=SUCH)
