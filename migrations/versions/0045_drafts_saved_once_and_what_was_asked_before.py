"""Drafts saved once by key, and lists that go also to who was asked lately."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("campaign_versions", sa.Column("saved_as", sa.String(64), nullable=True))
    op.add_column("own_wordings", sa.Column("saved_as", sa.String(64), nullable=True))
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.alter_column("again", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    for table, column in (
        ("sends", "again"),
        ("own_wordings", "saved_as"),
        ("campaign_versions", "saved_as"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
