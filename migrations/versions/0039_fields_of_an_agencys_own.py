"""Fields of an agency's own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "own_fields",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("rests_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_own_fields_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_fields")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_own_fields_agency_id_id")),
        sa.UniqueConstraint("agency_id", "key", name=op.f("uq_own_fields_agency_id_key")),
    )
    op.create_table(
        "own_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("field_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "field_id"],
            ["own_fields.agency_id", "own_fields.id"],
            name=op.f("fk_own_values_agency_id_field_id_own_fields"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "party_id"],
            ["parties.agency_id", "parties.id"],
            name=op.f("fk_own_values_agency_id_party_id_parties"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_values")),
        sa.UniqueConstraint(
            "agency_id",
            "party_id",
            "field_id",
            name=op.f("uq_own_values_agency_id_party_id_field_id"),
        ),
    )
    with op.batch_alter_table("own_values", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_values_agency_id_field_id_word"),
            ["agency_id", "field_id", "word"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("own_values", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_values_agency_id_field_id_word"))

    op.drop_table("own_values")
    op.drop_table("own_fields")
