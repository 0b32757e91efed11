"""Audit is chained, and the database refuses to change or delete a row of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAYS = ("id", "agency_id", "at", "actor", "action", "subject_type", "subject_id", "detail")
STAYS_TOO = ("why", "mac")
REFUSED = "audit rows are never changed or deleted"


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=36), nullable=False),
        sa.Column("anchored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_audit_heads_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_audit_heads")),
    )
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.LargeBinary(length=36), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.LargeBinary(length=32), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_audits_agency_id_actor"), ["agency_id", "actor"], unique=False
        )
        batch_op.create_index(
            "ix_audits_unchained",
            ["agency_id", "id"],
            unique=False,
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        )
        batch_op.create_index("uq_audits_position", ["agency_id", "position"], unique=True)
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    if _is_sqlite():
        for name in ("audits_stand", "audits_stay"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name in ("audits_stand", "audits_stay"):
            op.execute(f"DROP TRIGGER {name} ON audits")
        op.execute("DROP FUNCTION audits_refuse()")
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_index("uq_audits_position")
        batch_op.drop_index(
            "ix_audits_unchained",
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_audits_agency_id_actor"))
        batch_op.drop_column("link")
        batch_op.drop_column("position")
        batch_op.drop_column("mac")
        batch_op.drop_column("why")
    op.drop_table("audit_heads")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _guards() -> list[str]:
    """A row may get its place in the chain, once; nothing else may happen to it."""
    if _is_sqlite():
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*STAYS, *STAYS_TOO))
        free = f"OLD.position IS NULL AND {same}"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        return [
            f"CREATE TRIGGER audits_stand BEFORE UPDATE ON audits WHEN NOT ({free}) {refuse}",
            f"CREATE TRIGGER audits_stay BEFORE DELETE ON audits {refuse}",
        ]
    same = " AND ".join(
        f"NEW.{name}{cast} IS NOT DISTINCT FROM OLD.{name}{cast}"
        for name in (*STAYS, *STAYS_TOO)
        for cast in ("::text" if name == "detail" else "",)
    )
    made = f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    refuse = "EXECUTE FUNCTION audits_refuse()"
    altered = f"FOR EACH ROW WHEN (NOT (OLD.position IS NULL AND {same}))"
    lost = "BEFORE DELETE OR TRUNCATE ON audits FOR EACH STATEMENT"
    return [
        f"CREATE FUNCTION audits_refuse() RETURNS trigger {made}",
        f"CREATE TRIGGER audits_stand BEFORE UPDATE ON audits {altered} {refuse}",
        f"CREATE TRIGGER audits_stay {lost} {refuse}",
    ]
