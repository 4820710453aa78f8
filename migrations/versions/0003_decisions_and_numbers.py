"""What people decide where a protocol leaves it to them, what changed before the return, and the numbers of the protocols' roles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "role_numbers",
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("authority", "role", name=op.f("pk_role_numbers")),
    )
    with op.batch_alter_table("episodes") as episodes:
        episodes.add_column(sa.Column("at_return", sa.JSON(), nullable=True))
        episodes.add_column(sa.Column("decided", sa.JSON(), nullable=True))
        episodes.add_column(sa.Column("satisfied_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("episodes") as episodes:
        for name in ("satisfied_at", "decided", "at_return"):
            episodes.drop_column(name)
    op.drop_table("role_numbers")
