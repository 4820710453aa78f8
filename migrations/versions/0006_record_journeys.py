"""Records begun at a door: by which child's id the phone knows them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.add_column(sa.Column("begun_child_id", sa.String(length=36), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.drop_column("begun_child_id")
