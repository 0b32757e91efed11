"""What was read for a stated purpose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STATED = sa.text("why IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_audits_why",
        "audits",
        ["agency_id", "why", "at", "id"],
        unique=False,
        sqlite_where=_STATED,
        postgresql_where=_STATED,
    )


def downgrade() -> None:
    op.drop_index("ix_audits_why", table_name="audits")
