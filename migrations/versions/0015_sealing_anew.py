"""Sealing anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "resealings",
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("last_id", sa.Uuid(), nullable=True),
        sa.Column("resealed", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("table", name=op.f("pk_resealings")),
    )


def downgrade() -> None:
    op.drop_table("resealings")
