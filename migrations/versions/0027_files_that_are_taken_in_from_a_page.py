"""Files that are taken in from a page."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "import_columns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_import_columns_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_columns")),
        sa.UniqueConstraint("agency_id", "kind", name=op.f("uq_import_columns_agency_id_kind")),
    )
    op.create_table(
        "import_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("headings_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("rows_in_all", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("bad_rows", sa.Integer(), nullable=False),
        sa.Column("first_bad_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("twice", sa.JSON(), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_import_jobs_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_import_jobs_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_jobs")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_import_jobs_agency_id_id")),
        sa.UniqueConstraint("agency_id", "made_by", name=op.f("uq_import_jobs_agency_id_made_by")),
    )
    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_jobs_agency_id_created_at"),
            ["agency_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_import_jobs_busy",
            ["worked_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('checking', 'running')"),
            postgresql_where=sa.text("state IN ('checking', 'running')"),
        )

    op.create_table(
        "import_bad",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "job_id"],
            ["import_jobs.agency_id", "import_jobs.id"],
            name=op.f("fk_import_bad_agency_id_job_id_import_jobs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_bad")),
        sa.UniqueConstraint(
            "agency_id", "job_id", "number", name=op.f("uq_import_bad_agency_id_job_id_number")
        ),
    )
    op.create_table(
        "import_parts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "job_id"],
            ["import_jobs.agency_id", "import_jobs.id"],
            name=op.f("fk_import_parts_agency_id_job_id_import_jobs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_parts")),
        sa.UniqueConstraint(
            "agency_id", "job_id", "number", name=op.f("uq_import_parts_agency_id_job_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("import_parts")
    op.drop_table("import_bad")
    with op.batch_alter_table("import_jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_import_jobs_busy",
            sqlite_where=sa.text("state IN ('checking', 'running')"),
            postgresql_where=sa.text("state IN ('checking', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_import_jobs_agency_id_created_at"))

    op.drop_table("import_jobs")
    op.drop_table("import_columns")
