"""Records of one human are joined."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:

    op.create_table(
        "person_joins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("both_used", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "gone_id"],
            ["people.agency_id", "people.id"],
            name=op.f("fk_person_joins_agency_id_gone_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "kept_id"],
            ["people.agency_id", "people.id"],
            name=op.f("fk_person_joins_agency_id_kept_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_joins")),
    )
    with op.batch_alter_table("person_joins", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_joins_agency_id_kept_id"), ["agency_id", "kept_id"], unique=False
        )
        batch_op.create_index(
            "uq_person_joins_standing",
            ["agency_id", "gone_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.add_column(sa.Column("named_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_parties_agency_id_named_id_people"),
            "people",
            ["agency_id", "named_id"],
            ["agency_id", "id"],
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("one_with_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            "ix_people_joined",
            ["agency_id", "one_with_id"],
            unique=False,
            sqlite_where=sa.text("one_with_id IS NOT NULL"),
            postgresql_where=sa.text("one_with_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_people_agency_id_one_with_id_people"),
            "people",
            ["agency_id", "one_with_id"],
            ["agency_id", "id"],
        )

    with op.batch_alter_table("person_contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("named_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_person_contacts_agency_id_named_id_people"),
            "people",
            ["agency_id", "named_id"],
            ["agency_id", "id"],
        )


def downgrade() -> None:

    with op.batch_alter_table("person_contacts", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_person_contacts_agency_id_named_id_people"), type_="foreignkey"
        )
        batch_op.drop_column("named_id")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_people_agency_id_one_with_id_people"), type_="foreignkey"
        )
        batch_op.drop_index(
            "ix_people_joined",
            sqlite_where=sa.text("one_with_id IS NOT NULL"),
            postgresql_where=sa.text("one_with_id IS NOT NULL"),
        )
        batch_op.drop_column("one_with_id")

    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_parties_agency_id_named_id_people"), type_="foreignkey"
        )
        batch_op.drop_column("named_id")

    with op.batch_alter_table("person_joins", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_joins_standing",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_person_joins_agency_id_kept_id"))

    op.drop_table("person_joins")
