"""People take tasks; urgent ones alert until then, those that are open already as well.
Tasks name the message that asks for them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=32), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"],
            ["tasks.agency_id", "tasks.id"],
            name=op.f("fk_alerts_agency_id_task_id_tasks"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_alerts_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint(
            "agency_id", "task_id", "step", name=op.f("uq_alerts_agency_id_task_id_step")
        ),
    )
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("taken_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("inbound_id", sa.Uuid(), nullable=True))
        batch_op.create_index("ix_tasks_agency_id_inbound_id", ["agency_id", "inbound_id"])
        batch_op.create_foreign_key(
            "fk_tasks_agency_id_inbound_id_inbound_messages",
            "inbound_messages",
            ["agency_id", "inbound_id"],
            ["agency_id", "id"],
        )
        batch_op.add_column(sa.Column("alert_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_tasks_alerting",
            ["alert_at"],
            unique=False,
            sqlite_where=sa.text("alert_at IS NOT NULL"),
            postgresql_where=sa.text("alert_at IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_tasks_agency_id_taken_by_id_staff"),
            "staff",
            ["agency_id", "taken_by_id"],
            ["agency_id", "id"],
        )

    op.execute("UPDATE tasks SET alert_at = opened_at WHERE urgent AND state = 'open'")


def downgrade() -> None:
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_tasks_agency_id_taken_by_id_staff"), type_="foreignkey"
        )
        batch_op.drop_index(
            "ix_tasks_alerting",
            sqlite_where=sa.text("alert_at IS NOT NULL"),
            postgresql_where=sa.text("alert_at IS NOT NULL"),
        )
        batch_op.drop_constraint(
            "fk_tasks_agency_id_inbound_id_inbound_messages", type_="foreignkey"
        )
        batch_op.drop_index("ix_tasks_agency_id_inbound_id")
        batch_op.drop_column("inbound_id")
        batch_op.drop_column("alert_at")
        batch_op.drop_column("taken_by_id")
        batch_op.drop_column("taken_at")

    op.drop_table("alerts")
