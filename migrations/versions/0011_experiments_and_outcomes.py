"""Experiments and outcomes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=60), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name="fk_experiments_agency_id_agencies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experiments"),
        sa.UniqueConstraint("agency_id", "id", name="uq_experiments_agency_id_id"),
    )
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_experiments_open",
            ["agency_id", "campaign"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "enrollment_id"],
            ["enrollments.agency_id", "enrollments.id"],
            name="fk_outcomes_agency_id_enrollment_id_enrollments",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "event_id"],
            ["agency_events.agency_id", "agency_events.id"],
            name="fk_outcomes_agency_id_event_id_agency_events",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.UniqueConstraint(
            "agency_id", "enrollment_id", name="uq_outcomes_agency_id_enrollment_id"
        ),
    )
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("experiment_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("arm", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("apart_because", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("counts_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_enrollments_agency_id_created_at", ["agency_id", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_enrollments_experiment",
            ["experiment_id"],
            unique=False,
            sqlite_where=sa.text("experiment_id IS NOT NULL"),
            postgresql_where=sa.text("experiment_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            "fk_enrollments_agency_id_experiment_id_experiments",
            "experiments",
            ["agency_id", "experiment_id"],
            ["agency_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.drop_constraint(
            "fk_enrollments_agency_id_experiment_id_experiments", type_="foreignkey"
        )
        batch_op.drop_index(
            "ix_enrollments_experiment",
            sqlite_where=sa.text("experiment_id IS NOT NULL"),
            postgresql_where=sa.text("experiment_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_enrollments_agency_id_created_at")
        batch_op.drop_column("counts_until")
        batch_op.drop_column("assigned_at")
        batch_op.drop_column("apart_because")
        batch_op.drop_column("arm")
        batch_op.drop_column("experiment_id")

    op.drop_table("outcomes")
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_experiments_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("experiments")
