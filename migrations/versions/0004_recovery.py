"""Snapshots of drafts, the two people of a recovery, who had a record before, and the word to a lost phone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
OF_DEVICES = {
    "revoked_by_id": sa.String(length=36),
    "replaced_by_id": sa.String(length=36),
    "order": sa.JSON(),
    "wipe_confirmed_by_id": sa.String(length=36),
    "wipe_confirmed_at": MOMENT,
    "wiped_at": MOMENT,
}
PEOPLE = ("revoked_by_id", "wipe_confirmed_by_id")


def upgrade() -> None:
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_rehearsals_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsals")),
    )
    op.create_index(op.f("ix_rehearsals_organisation_id"), "rehearsals", ["organisation_id"])
    op.create_table(
        "recoveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("opened_by_id", sa.String(length=36), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("approved_by_id", sa.String(length=36), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", sa.String(length=36), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        *[
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_recoveries_{name}"))
            for name in ("account_id", "opened_by_id", "approved_by_id", "closed_by_id")
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    op.create_index(op.f("ix_recoveries_account_id"), "recoveries", ["account_id"])
    op.create_index(op.f("ix_recoveries_device_id"), "recoveries", ["device_id"])
    op.create_table(
        "lapsed_leases",
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("gone_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_lapsed_leases_record_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_lapsed_leases_device_id")),
        sa.PrimaryKeyConstraint("record_id", "device_id", name=op.f("pk_lapsed_leases")),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("slot", sa.String(length=43), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_snapshots_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("device_id", "slot", name=op.f("uq_snapshots_device_id_slot")),
    )
    op.create_index(op.f("ix_snapshots_record_id"), "snapshots", ["record_id"])
    with op.batch_alter_table("devices") as devices:
        for name, kind in OF_DEVICES.items():
            devices.add_column(sa.Column(name, kind, nullable=True))
        for name in PEOPLE:
            devices.create_foreign_key(f"fk_devices_{name}", "accounts", [name], ["id"])
    with op.batch_alter_table("enrolment_codes") as codes:
        codes.add_column(sa.Column("recovery_id", sa.String(length=36), nullable=True))
        codes.create_foreign_key("fk_enrolment_codes_recovery_id", "recoveries", ["recovery_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("enrolment_codes") as codes:
        codes.drop_constraint("fk_enrolment_codes_recovery_id", type_="foreignkey")
        codes.drop_column("recovery_id")
    with op.batch_alter_table("devices") as devices:
        for name in PEOPLE:
            devices.drop_constraint(f"fk_devices_{name}", type_="foreignkey")
        for name in OF_DEVICES:
            devices.drop_column(name)
    for table in ("snapshots", "lapsed_leases", "recoveries", "rehearsals"):
        op.drop_table(table)
