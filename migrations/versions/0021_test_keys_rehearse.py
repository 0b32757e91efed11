"""Keys are rotated, and test keys rehearse."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rehearsed_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("template_key", sa.String(length=60), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "thread_id"],
            ["threads.agency_id", "threads.id"],
            name=op.f("fk_rehearsed_messages_agency_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_rehearsed_messages_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsed_messages")),
        sa.UniqueConstraint(
            "agency_id", "origin", name=op.f("uq_rehearsed_messages_agency_id_origin")
        ),
    )
    op.create_index(
        op.f("ix_rehearsed_messages_thread_id"), "rehearsed_messages", ["thread_id"], unique=False
    )
    with op.batch_alter_table("api_keys") as keys:
        keys.add_column(
            sa.Column("kind", sa.String(length=32), nullable=False, server_default="live")
        )
        keys.add_column(sa.Column("root_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE api_keys SET root_id = id")
    with op.batch_alter_table("api_keys") as keys:
        keys.alter_column("kind", existing_type=sa.String(length=32), server_default=None)
        keys.alter_column("root_id", existing_type=sa.Uuid(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("api_keys") as keys:
        keys.drop_column("root_id")
        keys.drop_column("kind")
    op.drop_index(op.f("ix_rehearsed_messages_thread_id"), table_name="rehearsed_messages")
    op.drop_table("rehearsed_messages")
