"""Campaigns start for kept lists."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "campaign_starts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("listed_to", sa.String(length=80), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=60), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_campaign_starts_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "branch_id"],
            ["branches.agency_id", "branches.id"],
            name=op.f("fk_campaign_starts_agency_id_branch_id_branches"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_campaign_starts_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_starts")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_campaign_starts_agency_id_id")),
        sa.UniqueConstraint(
            "agency_id", "made_by", name=op.f("uq_campaign_starts_agency_id_made_by")
        ),
    )
    with op.batch_alter_table("campaign_starts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_starts_agency_id_campaign_created_at"),
            ["agency_id", "campaign", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_campaign_starts_busy",
            ["worked_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('listing', 'running')"),
            postgresql_where=sa.text("state IN ('listing', 'running')"),
        )

    op.create_table(
        "campaign_start_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("start_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "enrollment_id"],
            ["enrollments.agency_id", "enrollments.id"],
            name=op.f("fk_campaign_start_people_agency_id_enrollment_id_enrollments"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "party_id"],
            ["parties.agency_id", "parties.id"],
            name=op.f("fk_campaign_start_people_agency_id_party_id_parties"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["people.agency_id", "people.id"],
            name=op.f("fk_campaign_start_people_agency_id_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "start_id"],
            ["campaign_starts.agency_id", "campaign_starts.id"],
            name=op.f("fk_campaign_start_people_agency_id_start_id_campaign_starts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_start_people")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_campaign_start_people_agency_id_id")),
        sa.UniqueConstraint(
            "agency_id",
            "start_id",
            "person_id",
            "subject",
            name=op.f("uq_campaign_start_people_agency_id_start_id_person_id_subject"),
        ),
    )
    with op.batch_alter_table("campaign_start_people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_start_people_agency_id_start_id_state_id"),
            ["agency_id", "start_id", "state", "id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("campaign_start_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_start_people_agency_id_start_id_state_id"))

    op.drop_table("campaign_start_people")
    with op.batch_alter_table("campaign_starts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_campaign_starts_busy",
            sqlite_where=sa.text("state IN ('listing', 'running')"),
            postgresql_where=sa.text("state IN ('listing', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_campaign_starts_agency_id_campaign_created_at"))

    op.drop_table("campaign_starts")
