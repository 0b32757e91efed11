"""Branches may work other hours than their agency says."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("branches") as branches:
        branches.add_column(sa.Column("opens_hour", sa.Integer(), nullable=True))
        branches.add_column(sa.Column("closes_hour", sa.Integer(), nullable=True))
        branches.add_column(
            sa.Column("closed_days", sa.JSON(), nullable=False, server_default="[]")
        )
    with op.batch_alter_table("branches") as branches:
        branches.alter_column("closed_days", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("branches") as branches:
        branches.drop_column("closed_days")
        branches.drop_column("closes_hour")
        branches.drop_column("opens_hour")
