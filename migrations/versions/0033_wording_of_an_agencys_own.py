"""Wording of an agency's own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "own_wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_from", sa.Integer(), nullable=True),
        sa.Column("in_force_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_own_wordings_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_own_wordings_agency_id_decided_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_own_wordings_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_wordings")),
        sa.UniqueConstraint(
            "agency_id",
            "template",
            "language",
            "version",
            name=op.f("uq_own_wordings_agency_id_template_language_version"),
        ),
    )
    with op.batch_alter_table("own_wordings", schema=None) as batch_op:
        batch_op.create_index(
            "uq_own_wordings_in_force",
            ["agency_id", "template", "language"],
            unique=True,
            sqlite_where=sa.text("stage = 'approved'"),
            postgresql_where=sa.text("stage = 'approved'"),
        )
        batch_op.create_index(
            "uq_own_wordings_open",
            ["agency_id", "template", "language"],
            unique=True,
            sqlite_where=sa.text("stage IN ('draft', 'proposed')"),
            postgresql_where=sa.text("stage IN ('draft', 'proposed')"),
        )

    with op.batch_alter_table("agencies") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("agencies") as batch_op:
        batch_op.alter_column("edition", existing_type=sa.Integer(), server_default=None)

    op.add_column("messages", sa.Column("own_version", sa.Integer(), nullable=True))

    with op.batch_alter_table("sends") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("sends") as batch_op:
        batch_op.alter_column("edition", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.drop_column("edition")

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("own_version")

    with op.batch_alter_table("agencies", schema=None) as batch_op:
        batch_op.drop_column("edition")

    with op.batch_alter_table("own_wordings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_own_wordings_open",
            sqlite_where=sa.text("stage IN ('draft', 'proposed')"),
            postgresql_where=sa.text("stage IN ('draft', 'proposed')"),
        )
        batch_op.drop_index(
            "uq_own_wordings_in_force",
            sqlite_where=sa.text("stage = 'approved'"),
            postgresql_where=sa.text("stage = 'approved'"),
        )

    op.drop_table("own_wordings")
