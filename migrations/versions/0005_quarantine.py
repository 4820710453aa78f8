"""What could not be opened, and who looks at it; how long a phone has had unsent work; a number that a phone may use twice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
WAITING = "SELECT id, device_id, 'envelope', id, problem, received_at, '' FROM envelopes WHERE state IN ('held', 'quarantined')"


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_set_aside_device_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["accounts.id"], name=op.f("fk_set_aside_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_device_id"), "set_aside", ["device_id"])
    op.execute(f"INSERT INTO set_aside (id, device_id, kind, thing, reason, since, outcome) {WAITING}")
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("unsent_since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("envelopes") as envelopes:
        envelopes.drop_constraint("uq_envelopes_device_id_sequence", type_="unique")
        envelopes.create_index("ix_envelopes_device_id_sequence", ["device_id", "sequence"])


def downgrade() -> None:
    """Refused by the database where a phone has used a number twice: nothing is thrown away."""
    with op.batch_alter_table("envelopes") as envelopes:
        envelopes.drop_index("ix_envelopes_device_id_sequence")
        envelopes.create_unique_constraint("uq_envelopes_device_id_sequence", ["device_id", "sequence"])
    with op.batch_alter_table("devices") as devices:
        devices.drop_column("unsent_since")
    op.drop_index(op.f("ix_set_aside_device_id"), table_name="set_aside")
    op.drop_table("set_aside")
