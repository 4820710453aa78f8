"""The mails that a server took, so that a report about one of them finds it; and what of a finished record waits for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "sent_mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sent_mails_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mails")),
    )
    op.create_index(op.f("ix_sent_mails_account_id"), "sent_mails", ["account_id"])
    op.create_index(op.f("ix_sent_mails_sent_at"), "sent_mails", ["sent_at"])
    with op.batch_alter_table("records") as records:
        records.add_column(sa.Column("waits_for", sa.String(length=20), server_default="", nullable=False))
    with op.batch_alter_table("records") as records:
        records.alter_column("waits_for", existing_type=sa.String(length=20), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.drop_column("waits_for")
    op.drop_index(op.f("ix_sent_mails_sent_at"), "sent_mails")
    op.drop_index(op.f("ix_sent_mails_account_id"), "sent_mails")
    op.drop_table("sent_mails")
