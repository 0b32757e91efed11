"""Days of appointments in order."""

from collections.abc import Sequence

from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("enrollments") as batch:
        batch.create_index(
            batch.f("ix_enrollments_agency_id_anchor_at_id"), ["agency_id", "anchor_at", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("enrollments") as batch:
        batch.drop_index(batch.f("ix_enrollments_agency_id_anchor_at_id"))
