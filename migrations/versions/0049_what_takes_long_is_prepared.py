"""What takes long is prepared; who takes part in an experiment is counted from an index alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("state = 'waiting'")
TAKES_PART = sa.text("experiment_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "preparations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of_all", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_preparations_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparations")),
        sa.UniqueConstraint(
            "agency_id", "kind", "key", name=op.f("uq_preparations_agency_id_kind_key")
        ),
    )
    op.create_index(op.f("ix_preparations_asked_at"), "preparations", ["asked_at"])
    op.create_index(
        "ix_preparations_waiting",
        "preparations",
        ["tries", "asked_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    # Figures that can be counted again.
    op.drop_table("kept_reports")
    _experiment_index("agency_id", "experiment_id", "arm", "counts_until")


def downgrade() -> None:
    _experiment_index("experiment_id")
    op.create_table(
        "kept_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_kept_reports_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_reports")),
        sa.UniqueConstraint("agency_id", "asked", name=op.f("uq_kept_reports_agency_id_asked")),
    )
    op.drop_table("preparations")


def _experiment_index(*columns: str) -> None:
    name, table = "ix_enrollments_experiment", "enrollments"
    op.drop_index(name, table)
    op.create_index(
        name, table, list(columns), sqlite_where=TAKES_PART, postgresql_where=TAKES_PART
    )
