"""What staff send to many."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_cases_agency_id_program", "cases", ["agency_id", "program"])
    op.create_table(
        "sends",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
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
            name=op.f("fk_sends_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "branch_id"],
            ["branches.agency_id", "branches.id"],
            name=op.f("fk_sends_agency_id_branch_id_branches"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_sends_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sends")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_sends_agency_id_id")),
        sa.UniqueConstraint("agency_id", "made_by", name=op.f("uq_sends_agency_id_made_by")),
    )
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sends_agency_id_created_at"), ["agency_id", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_sends_busy",
            ["worked_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('listing', 'running', 'cancelling')"),
            postgresql_where=sa.text("state IN ('listing', 'running', 'cancelling')"),
        )

    op.create_table(
        "send_recipients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("send_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "enrollment_id"],
            ["enrollments.agency_id", "enrollments.id"],
            name=op.f("fk_send_recipients_agency_id_enrollment_id_enrollments"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "message_id"],
            ["messages.agency_id", "messages.id"],
            name=op.f("fk_send_recipients_agency_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "party_id"],
            ["parties.agency_id", "parties.id"],
            name=op.f("fk_send_recipients_agency_id_party_id_parties"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["people.agency_id", "people.id"],
            name=op.f("fk_send_recipients_agency_id_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "send_id"],
            ["sends.agency_id", "sends.id"],
            name=op.f("fk_send_recipients_agency_id_send_id_sends"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_recipients")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_send_recipients_agency_id_id")),
        sa.UniqueConstraint(
            "agency_id",
            "send_id",
            "person_id",
            "subject",
            name=op.f("uq_send_recipients_agency_id_send_id_person_id_subject"),
        ),
    )
    with op.batch_alter_table("send_recipients", schema=None) as batch_op:
        batch_op.create_index(
            "ix_send_recipients_about",
            ["agency_id", "enrollment_id"],
            unique=False,
            sqlite_where=sa.text("enrollment_id IS NOT NULL"),
            postgresql_where=sa.text("enrollment_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_send_recipients_agency_id_send_id_state_id"),
            ["agency_id", "send_id", "state", "id"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_index("ix_cases_agency_id_program", "cases")
    with op.batch_alter_table("send_recipients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_send_recipients_agency_id_send_id_state_id"))
        batch_op.drop_index(
            "ix_send_recipients_about",
            sqlite_where=sa.text("enrollment_id IS NOT NULL"),
            postgresql_where=sa.text("enrollment_id IS NOT NULL"),
        )

    op.drop_table("send_recipients")
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sends_busy",
            sqlite_where=sa.text("state IN ('listing', 'running', 'cancelling')"),
            postgresql_where=sa.text("state IN ('listing', 'running', 'cancelling')"),
        )
        batch_op.drop_index(batch_op.f("ix_sends_agency_id_created_at"))

    op.drop_table("sends")
