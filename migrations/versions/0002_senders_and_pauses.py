"""Senders, pauses, and what belongs to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "senders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("segments_per_second", sa.Double(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_code", sa.String(length=40), nullable=True),
        sa.Column("paused_reason", sa.String(length=200), nullable=True),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe_id", sa.Uuid(), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senders")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_senders_channel_address")),
    )
    op.create_table(
        "campaign_pauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.String(length=60), nullable=True),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_campaign_pauses_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_pauses")),
        sa.UniqueConstraint(
            "agency_id", "campaign", name=op.f("uq_campaign_pauses_agency_id_campaign")
        ),
    )
    op.add_column("attempts", sa.Column("sender", sa.String(length=320), nullable=True))
    op.add_column("messages", sa.Column("campaign", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "campaign")
    op.drop_column("attempts", "sender")
    op.drop_table("campaign_pauses")
    op.drop_table("senders")
