"""By when parents are answered; conversations are put away."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW = (
    ("opens_hour", sa.Integer(), "8"),
    ("closes_hour", sa.Integer(), "17"),
    ("closed_days", sa.JSON(), "[]"),
    ("answer_work_days", sa.Integer(), "2"),
    ("tells_new_worker", sa.Boolean(), sa.false()),
    # Agencies that are there already decide for themselves to send something new.
    ("sends_receipts", sa.Boolean(), sa.false()),
)
"""Of agencies: what each gets that is there already."""


def upgrade() -> None:
    op.add_column("threads", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("agencies") as agencies:
        for name, kind, value in NEW:
            agencies.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table("agencies") as agencies:
        for name, kind, _ in NEW:
            agencies.alter_column(name, existing_type=kind, server_default=None)

    with op.batch_alter_table("inbound_messages") as batch_op:
        batch_op.add_column(sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disposition", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disposed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("late_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_inbound_messages_late",
            ["answer_due_at"],
            unique=False,
            sqlite_where=sa.text(
                "disposition IS NULL AND answer_due_at IS NOT NULL AND late_told_at IS NULL"
            ),
            postgresql_where=sa.text(
                "disposition IS NULL AND answer_due_at IS NOT NULL AND late_told_at IS NULL"
            ),
        )
        batch_op.create_index(
            "ix_inbound_messages_unanswered",
            ["agency_id", "thread_id", "answer_due_at"],
            unique=False,
            sqlite_where=sa.text("disposition IS NULL AND answer_due_at IS NOT NULL"),
            postgresql_where=sa.text("disposition IS NULL AND answer_due_at IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_inbound_messages_agency_id_disposed_by_id_staff"),
            "staff",
            ["agency_id", "disposed_by_id"],
            ["agency_id", "id"],
        )

    with op.batch_alter_table("tasks") as batch_op:
        batch_op.add_column(sa.Column("late_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_tasks_late",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open' AND late_told_at IS NULL"),
            postgresql_where=sa.text("state = 'open' AND late_told_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("threads") as threads:
        threads.drop_column("closed_at")
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.drop_index(
            "ix_tasks_late",
            sqlite_where=sa.text("state = 'open' AND late_told_at IS NULL"),
            postgresql_where=sa.text("state = 'open' AND late_told_at IS NULL"),
        )
        batch_op.drop_column("late_told_at")

    with op.batch_alter_table("inbound_messages") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_inbound_messages_agency_id_disposed_by_id_staff"), type_="foreignkey"
        )
        batch_op.drop_index(
            "ix_inbound_messages_unanswered",
            sqlite_where=sa.text("disposition IS NULL AND answer_due_at IS NOT NULL"),
            postgresql_where=sa.text("disposition IS NULL AND answer_due_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_inbound_messages_late",
            sqlite_where=sa.text(
                "disposition IS NULL AND answer_due_at IS NOT NULL AND late_told_at IS NULL"
            ),
            postgresql_where=sa.text(
                "disposition IS NULL AND answer_due_at IS NOT NULL AND late_told_at IS NULL"
            ),
        )
        batch_op.drop_column("late_told_at")
        batch_op.drop_column("disposed_by_id")
        batch_op.drop_column("disposed_at")
        batch_op.drop_column("disposition")
        batch_op.drop_column("answer_due_at")

    with op.batch_alter_table("agencies") as agencies:
        for name, _kind, _value in reversed(NEW):
            agencies.drop_column(name)
