"""Answers in anonymous chats, one nudge an absence."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "guest_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("chat", sa.Uuid(), nullable=False),
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_guest_answers_agency_id_author_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "inbound_id"],
            ["inbound_messages.agency_id", "inbound_messages.id"],
            name=op.f("fk_guest_answers_agency_id_inbound_id_inbound_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_guest_answers_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_answers")),
        sa.UniqueConstraint("agency_id", "origin", name=op.f("uq_guest_answers_agency_id_origin")),
    )
    with op.batch_alter_table("guest_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guest_answers_agency_id_chat_said_at"),
            ["agency_id", "chat", "said_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_guest_answers_agency_id_inbound_id"),
            ["agency_id", "inbound_id"],
            unique=False,
        )

    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_messages_agency_id_sender_index"),
            ["agency_id", "sender_index"],
            unique=False,
        )

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat_shown_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("nudge", sa.String(length=120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_column("nudge")
        batch_op.drop_column("chat_shown_at")

    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_messages_agency_id_sender_index"))

    with op.batch_alter_table("guest_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_answers_agency_id_inbound_id"))
        batch_op.drop_index(batch_op.f("ix_guest_answers_agency_id_chat_said_at"))

    op.drop_table("guest_answers")
