"""Pages that were left."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "left_pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_left_pages_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_pages")),
        sa.UniqueConstraint("agency_id", "page", name=op.f("uq_left_pages_agency_id_page")),
    )
    with op.batch_alter_table("left_pages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_left_pages_left_at"), ["left_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("left_pages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_left_pages_left_at"))
    op.drop_table("left_pages")
