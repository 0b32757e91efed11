"""Who is answering."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "answerings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "thread_id"],
            ["threads.agency_id", "threads.id"],
            name=op.f("fk_answerings_agency_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_answerings_agency_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_answerings_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answerings")),
        sa.UniqueConstraint(
            "agency_id",
            "thread_id",
            "staff_id",
            name=op.f("uq_answerings_agency_id_thread_id_staff_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("answerings")
