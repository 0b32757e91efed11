"""Attempts that are written down and not begun; facts that wait stand in their order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = sa.text("outcome IN ('started', 'unknown')")
OPEN = sa.text("outcome IN ('claimed', 'started', 'unknown')")


WAITING = sa.text("handled_at IS NULL")


def upgrade() -> None:
    _open_attempts(OPEN)
    op.drop_index("ix_events_unhandled", "events")
    op.create_index(
        "ix_events_unhandled",
        "events",
        ["next_try_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_events_unhandled", "events")
    op.create_index("ix_events_unhandled", "events", ["next_try_at"], postgresql_where=WAITING)
    # A claimed attempt is unknown to what ran before; as a started one a person is asked about it.
    op.execute("UPDATE attempts SET outcome = 'started' WHERE outcome = 'claimed'")
    op.execute("UPDATE attempts SET outcome = 'absent' WHERE outcome = 'not_begun'")
    _open_attempts(BEFORE)


def _open_attempts(which: sa.TextClause) -> None:
    op.drop_index("ix_attempts_open", "attempts")
    op.create_index(
        "ix_attempts_open",
        "attempts",
        ["started_at"],
        sqlite_where=which,
        postgresql_where=which,
    )
