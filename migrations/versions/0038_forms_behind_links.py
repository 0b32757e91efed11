"""Forms behind links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "form_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filled_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_form_requests_agency_id_asked_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "thread_id"],
            ["threads.agency_id", "threads.id"],
            name=op.f("fk_form_requests_agency_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_form_requests_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_requests")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_form_requests_agency_id_id")),
    )
    with op.batch_alter_table("form_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_form_requests_agency_id_thread_id"),
            ["agency_id", "thread_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("form_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_requests_agency_id_thread_id"))

    op.drop_table("form_requests")
