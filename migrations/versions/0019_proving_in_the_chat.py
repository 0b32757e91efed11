"""Proving who writes in the web chat."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "chat_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("chat", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("contact_point_id", sa.Uuid(), nullable=True),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_point_id"],
            ["contact_points.agency_id", "contact_points.id"],
            name=op.f("fk_chat_proofs_agency_id_contact_point_id_contact_points"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "thread_id"],
            ["threads.agency_id", "threads.id"],
            name=op.f("fk_chat_proofs_agency_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_chat_proofs_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_proofs")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_chat_proofs_agency_id_id")),
    )
    with op.batch_alter_table("chat_proofs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_chat_proofs_agency_id_chat_asked_at"),
            ["agency_id", "chat", "asked_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_chat_proofs_agency_id_contact_point_id_asked_at"),
            ["agency_id", "contact_point_id", "asked_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("chat_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_proofs_agency_id_contact_point_id_asked_at"))
        batch_op.drop_index(batch_op.f("ix_chat_proofs_agency_id_chat_asked_at"))

    op.drop_table("chat_proofs")
