"""The directory of recipients, desks, and how far a synopsis has come."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_desks_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desks")),
    )
    op.create_index(op.f("ix_desks_organisation_id"), "desks", ["organisation_id"])
    op.create_table(
        "desk_members",
        sa.Column("desk_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_desk_members_desk_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_desk_members_account_id")),
        sa.PrimaryKeyConstraint("desk_id", "account_id", name=op.f("pk_desk_members")),
    )
    op.create_table(
        "episode_readers",
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("desk_id", sa.String(length=36), nullable=True),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_episode_readers_episode_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_episode_readers_account_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_episode_readers_desk_id")),
        sa.PrimaryKeyConstraint("episode_id", "kind", name=op.f("pk_episode_readers")),
    )
    op.create_table(
        "reader_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("before_id", sa.String(length=36), nullable=False),
        sa.Column("after_id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_reader_changes_episode_id")),
        sa.ForeignKeyConstraint(["before_id"], ["accounts.id"], name=op.f("fk_reader_changes_before_id")),
        sa.ForeignKeyConstraint(["after_id"], ["accounts.id"], name=op.f("fk_reader_changes_after_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["accounts.id"], name=op.f("fk_reader_changes_confirmed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_changes")),
    )
    op.create_index(op.f("ix_reader_changes_episode_id"), "reader_changes", ["episode_id"])
    _directory()
    _deliveries()
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("alarmed_at", MOMENT, nullable=True))


def _directory() -> None:
    op.create_table(
        "directory_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by_id", sa.String(length=36), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_directory_changes_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_directory_changes_organisation_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["accounts.id"], name=op.f("fk_directory_changes_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["accounts.id"], name=op.f("fk_directory_changes_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_changes")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("open_until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("account_id", name=op.f("uq_invitations_account_id")),
    )


def _deliveries() -> None:
    """What was delivered before stays open for eight weeks from then, as new ones do."""
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("account_id", existing_type=sa.String(length=36), nullable=True)
        deliveries.add_column(sa.Column("desk_id", sa.String(length=36), nullable=True))
        deliveries.add_column(sa.Column("claimed_by_id", sa.String(length=36), nullable=True))
        deliveries.add_column(sa.Column("asked_as", sa.String(length=20), nullable=False, server_default=""))
        deliveries.add_column(sa.Column("closed_because", sa.String(length=20), nullable=False, server_default=""))
        for name in ("claimed_at", "open_until", "closed_at", "team_asked_at", "manager_asked_at", "acted_at"):
            deliveries.add_column(sa.Column(name, MOMENT, nullable=True))
        deliveries.create_foreign_key("fk_deliveries_desk_id", "desks", ["desk_id"], ["id"])
        deliveries.create_foreign_key("fk_deliveries_claimed_by_id", "accounts", ["claimed_by_id"], ["id"])
        deliveries.create_unique_constraint("uq_deliveries_synopsis_id_desk_id", ["synopsis_id", "desk_id"])
        deliveries.create_index("ix_deliveries_desk_id", ["desk_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    later = "datetime(created_at, '+56 days')" if is_sqlite else "created_at + interval '56 days'"
    op.execute(f"UPDATE deliveries SET open_until = {later}")  # noqa: S608 - one of the two lines above
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("open_until", existing_type=MOMENT, nullable=False)
        for name in ("asked_as", "closed_because"):
            deliveries.alter_column(name, existing_type=sa.String(length=20), existing_nullable=False, server_default=None)
    with op.batch_alter_table("synopses") as synopses:
        synopses.alter_column("recipient_kind", existing_type=sa.String(length=30), type_=sa.String(length=60), existing_nullable=False)


def downgrade() -> None:
    """Refused by the database where something went to a desk: nothing is thrown away."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("alarmed_at")
    with op.batch_alter_table("synopses") as synopses:
        synopses.alter_column("recipient_kind", existing_type=sa.String(length=60), type_=sa.String(length=30), existing_nullable=False)
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_index("ix_deliveries_desk_id")
        deliveries.drop_constraint("uq_deliveries_synopsis_id_desk_id", type_="unique")
        deliveries.drop_constraint("fk_deliveries_claimed_by_id", type_="foreignkey")
        deliveries.drop_constraint("fk_deliveries_desk_id", type_="foreignkey")
        for name in ("acted_at", "manager_asked_at", "team_asked_at", "closed_at", "open_until", "claimed_at", "closed_because", "asked_as",
                     "claimed_by_id", "desk_id"):  # fmt: skip
            deliveries.drop_column(name)
        deliveries.alter_column("account_id", existing_type=sa.String(length=36), nullable=False)
    op.drop_table("invitations")
    op.drop_table("directory_changes")
    op.drop_index(op.f("ix_reader_changes_episode_id"), table_name="reader_changes")
    op.drop_table("reader_changes")
    op.drop_table("episode_readers")
    op.drop_table("desk_members")
    op.drop_index(op.f("ix_desks_organisation_id"), table_name="desks")
    op.drop_table("desks")
