"""Messages to many repeat."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "send_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("every", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_send_series_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "branch_id"],
            ["branches.agency_id", "branches.id"],
            name=op.f("fk_send_series_agency_id_branch_id_branches"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "confirmed_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_send_series_agency_id_confirmed_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_send_series_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_series")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_send_series_agency_id_id")),
        sa.UniqueConstraint("agency_id", "made_by", name=op.f("uq_send_series_agency_id_made_by")),
    )
    with op.batch_alter_table("send_series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_send_series_agency_id_created_at"),
            ["agency_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_send_series_due",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("occurs_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_sends_agency_id_series_id_occurs_on"),
            ["agency_id", "series_id", "occurs_on"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_sends_agency_id_series_id_send_series"),
            "send_series",
            ["agency_id", "series_id"],
            ["agency_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_sends_agency_id_series_id_send_series"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_sends_agency_id_series_id_occurs_on"), type_="unique"
        )
        batch_op.drop_column("reason")
        batch_op.drop_column("occurs_on")
        batch_op.drop_column("series_id")

    with op.batch_alter_table("send_series", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_send_series_due",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index(batch_op.f("ix_send_series_agency_id_created_at"))

    op.drop_table("send_series")
