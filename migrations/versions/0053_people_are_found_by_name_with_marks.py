"""People are found by name with marks, and cases by their number's digits.

The marks themselves need the keys: the clock writes them afterwards, of whoever has none yet.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

IN_CODE_ORDER = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
CASES = sa.table("cases", sa.column("id"), sa.column("number"), sa.column("sought_as"))
AT_ONCE = 1_000


def upgrade() -> None:
    op.create_table(
        "name_marks",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["people.agency_id", "people.id"],
            name=op.f("fk_name_marks_agency_id_person_id_people"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "person_id", "mark", name=op.f("pk_name_marks")),
    )
    with op.batch_alter_table("name_marks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_name_marks_agency_id_mark_person_id"),
            ["agency_id", "mark", "person_id"],
            unique=False,
        )

    op.add_column("cases", sa.Column("sought_as", IN_CODE_ORDER, nullable=True))
    _say_how_they_are_sought(op.get_bind())
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.alter_column("sought_as", existing_type=IN_CODE_ORDER, nullable=False)
        batch_op.create_index(
            batch_op.f("ix_cases_agency_id_sought_as"), ["agency_id", "sought_as"], unique=False
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_people_unmarked",
            ["agency_id", "id"],
            unique=False,
            sqlite_where=sa.text("marked_at IS NULL"),
            postgresql_where=sa.text("marked_at IS NULL"),
        )


def _say_how_they_are_sought(connection: sa.Connection) -> None:
    """As `messaging/models/case.py` did when this was written."""
    if connection.dialect.name == "postgresql":
        op.execute(
            "UPDATE cases SET sought_as = lower(coalesce(substring(number from '[0-9].*'), number))"
        )
        return
    rows = connection.execute(sa.select(CASES.c.id, CASES.c.number)).all()
    one = sa.update(CASES).where(CASES.c.id == sa.bindparam("which"))
    for start in range(0, len(rows), AT_ONCE):
        some = [
            {"which": row_id, "sought_as": (digits[0] if digits else number).lower()}
            for row_id, number in rows[start : start + AT_ONCE]
            for digits in [re.search("[0-9].*", number, re.DOTALL)]
        ]
        connection.execute(one, some)


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_people_unmarked",
            sqlite_where=sa.text("marked_at IS NULL"),
            postgresql_where=sa.text("marked_at IS NULL"),
        )
        batch_op.drop_column("marked_at")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_agency_id_sought_as"))
        batch_op.drop_column("sought_as")

    with op.batch_alter_table("name_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_name_marks_agency_id_mark_person_id"))

    op.drop_table("name_marks")
