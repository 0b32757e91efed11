"""Snoozed conversations, saved filters, who opted out lately."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_saved_filters_agency_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_saved_filters_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint(
            "agency_id", "staff_id", "name", name=op.f("uq_saved_filters_agency_id_staff_id_name")
        ),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consents_revoked",
            ["agency_id", "at"],
            unique=False,
            sqlite_where=sa.text("change = 'revoke'"),
            postgresql_where=sa.text("change = 'revoke'"),
        )

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_threads_put_away",
            ["agency_id", "closed_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_threads_snoozed",
            ["agency_id", "snoozed_until", "id"],
            unique=False,
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_threads_put_away",
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_threads_snoozed",
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        )
        batch_op.drop_column("snoozed_until")

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_consents_revoked",
            sqlite_where=sa.text("change = 'revoke'"),
            postgresql_where=sa.text("change = 'revoke'"),
        )

    op.drop_table("saved_filters")
