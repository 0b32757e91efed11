"""Campaigns of an agency's own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "campaign_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_campaign_versions_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_campaign_versions_agency_id_decided_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_campaign_versions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_versions")),
        sa.UniqueConstraint(
            "agency_id",
            "campaign",
            "version",
            name=op.f("uq_campaign_versions_agency_id_campaign_version"),
        ),
    )
    with op.batch_alter_table("campaign_versions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_versions_in_force",
            ["agency_id", "campaign"],
            unique=True,
            sqlite_where=sa.text("stage = 'approved'"),
            postgresql_where=sa.text("stage = 'approved'"),
        )
        batch_op.create_index(
            "ix_campaign_versions_open",
            ["agency_id", "campaign"],
            unique=True,
            sqlite_where=sa.text("stage IN ('draft', 'proposed')"),
            postgresql_where=sa.text("stage IN ('draft', 'proposed')"),
        )

    with op.batch_alter_table("enrollment_steps") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("enrollment_steps") as batch_op:
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)

    with op.batch_alter_table("enrollments") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("enrollments") as batch_op:
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("enrollment_steps", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("campaign_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_campaign_versions_open",
            sqlite_where=sa.text("stage IN ('draft', 'proposed')"),
            postgresql_where=sa.text("stage IN ('draft', 'proposed')"),
        )
        batch_op.drop_index(
            "ix_campaign_versions_in_force",
            sqlite_where=sa.text("stage = 'approved'"),
            postgresql_where=sa.text("stage = 'approved'"),
        )

    op.drop_table("campaign_versions")
