"""Times that parents have taken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "slot_bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "message_id"],
            ["messages.agency_id", "messages.id"],
            name=op.f("fk_slot_bookings_agency_id_message_id_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "party_id"],
            ["parties.agency_id", "parties.id"],
            name=op.f("fk_slot_bookings_agency_id_party_id_parties"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_slot_bookings_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_bookings")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_slot_bookings_agency_id_id")),
        sa.UniqueConstraint(
            "agency_id", "slot", "seat", name=op.f("uq_slot_bookings_agency_id_slot_seat")
        ),
    )


def downgrade() -> None:
    op.drop_table("slot_bookings")
