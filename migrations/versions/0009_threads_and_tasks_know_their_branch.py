"""Parties, threads and tasks stand in the branch of their case, and move with it.

The database keeps it so: each names the row above it together with the branch, ON UPDATE CASCADE.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CHAIN = (("parties", "case_id", "cases"), ("threads", "party_id", "parties"),
         ("tasks", "thread_id", "threads"))  # fmt: skip
"""Who stands where who else does."""
KEY = ["agency_id", "branch_id", "id"]
HELD = "(thread_id IS NULL) = (branch_id IS NULL)"
"""A key with a null in it is not checked, so both are null or neither."""
PARTIAL = (
    ("ix_threads_unread_of_branch", "threads", ["last_message_at", "id"], "unread > 0"),
    ("ix_tasks_open_of_branch", "tasks", ["urgent", "due_at", "id"], "state = 'open'"),
)


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.create_unique_constraint("uq_cases_agency_id_branch_id_id", KEY)
    for table, column, above in CHAIN:
        op.add_column(table, sa.Column("branch_id", sa.Uuid(), nullable=True))
        # Names are those of our own tables.
        op.execute(
            f"UPDATE {table} SET branch_id = "  # noqa: S608 (likewise)
            f"(SELECT {above}.branch_id FROM {above} WHERE {above}.id = {table}.{column})"
        )
        with op.batch_alter_table(table) as batch:
            if table == "tasks":
                batch.create_check_constraint("ck_tasks_branch_id", HELD)
            else:
                batch.alter_column("branch_id", existing_type=sa.Uuid(), nullable=False)
                batch.create_unique_constraint(f"uq_{table}_agency_id_branch_id_id", KEY)
            batch.drop_constraint(f"fk_{table}_agency_id_{column}_{above}", type_="foreignkey")
            batch.create_foreign_key(
                f"fk_{table}_agency_id_branch_id_{column}_{above}",
                above,
                ["agency_id", "branch_id", column],
                KEY,
                onupdate="CASCADE",
            )
    op.create_index(
        "ix_threads_agency_id_branch_id_last_message_at_id",
        "threads",
        ["agency_id", "branch_id", "last_message_at", "id"],
    )
    op.create_index("ix_tasks_agency_id_branch_id_id", "tasks", KEY)
    for name, table, columns, where in PARTIAL:
        op.create_index(
            name,
            table,
            ["agency_id", "branch_id", *columns],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for name, table, _columns, _where in reversed(PARTIAL):
        op.drop_index(name, table)
    op.drop_index("ix_tasks_agency_id_branch_id_id", "tasks")
    op.drop_index("ix_threads_agency_id_branch_id_last_message_at_id", "threads")
    for table, column, above in reversed(CHAIN):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(
                f"fk_{table}_agency_id_branch_id_{column}_{above}", type_="foreignkey"
            )
            batch.create_foreign_key(
                f"fk_{table}_agency_id_{column}_{above}",
                above,
                ["agency_id", column],
                ["agency_id", "id"],
            )
            if table == "tasks":
                batch.drop_constraint("ck_tasks_branch_id", type_="check")
            else:
                batch.drop_constraint(f"uq_{table}_agency_id_branch_id_id", type_="unique")
            batch.drop_column("branch_id")
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint("uq_cases_agency_id_branch_id_id", type_="unique")
