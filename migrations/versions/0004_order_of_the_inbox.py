"""The inbox and the tasks are read in their order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PARTIAL = (
    ("ix_threads_unread", "threads", ["agency_id", "last_message_at", "id"], "unread > 0"),
    ("ix_tasks_open", "tasks", ["agency_id", "urgent", "due_at", "id"], "state = 'open'"),
    (
        "ix_tasks_open_of_assignee",
        "tasks",
        ["agency_id", "assignee_id", "urgent", "due_at", "id"],
        "state = 'open'",
    ),
)


def upgrade() -> None:
    op.drop_index("ix_threads_agency_id_unread_last_message_at", "threads")
    op.drop_index("ix_tasks_agency_id_state_due_at", "tasks")
    op.create_index(
        "ix_threads_agency_id_last_message_at_id", "threads", ["agency_id", "last_message_at", "id"]
    )
    op.create_index("ix_tasks_agency_id_thread_id", "tasks", ["agency_id", "thread_id"])
    for name, table, columns, where in PARTIAL:
        op.create_index(
            name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    for name, table, _columns, _where in reversed(PARTIAL):
        op.drop_index(name, table)
    op.drop_index("ix_tasks_agency_id_thread_id", "tasks")
    op.drop_index("ix_threads_agency_id_last_message_at_id", "threads")
    op.create_index("ix_tasks_agency_id_state_due_at", "tasks", ["agency_id", "state", "due_at"])
    op.create_index(
        "ix_threads_agency_id_unread_last_message_at",
        "threads",
        ["agency_id", "unread", "last_message_at"],
    )
