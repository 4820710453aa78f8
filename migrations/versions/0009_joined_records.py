"""A record that is read as a part of another: a talk begun at a door, and what was written of its episode before it was known whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.add_column(sa.Column("joined_to_id", sa.String(length=36), nullable=True))
        records.create_foreign_key(op.f("fk_records_joined_to_id"), "records", ["joined_to_id"], ["id"])
        records.create_index(op.f("ix_records_joined_to_id"), ["joined_to_id"])


def downgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.drop_index(op.f("ix_records_joined_to_id"))
        records.drop_constraint(op.f("fk_records_joined_to_id"), type_="foreignkey")
        records.drop_column("joined_to_id")
