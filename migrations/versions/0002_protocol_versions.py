"""Versions of protocols that two administrators put in force."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "protocol_versions",
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("file", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("authority", "version", name=op.f("pk_protocol_versions")),
    )
    op.create_table(
        "protocol_confirmations",
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_protocol_confirmations_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["authority", "version"],
            ["protocol_versions.authority", "protocol_versions.version"],
            name=op.f("fk_protocol_confirmations_authority_protocol_versions"),
        ),
        sa.PrimaryKeyConstraint("authority", "version", "account_id", name=op.f("pk_protocol_confirmations")),
    )


def downgrade() -> None:
    op.drop_table("protocol_confirmations")
    op.drop_table("protocol_versions")
