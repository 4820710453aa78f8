"""A child who is still missing, duties that somebody ticks, and the role in which an interviewer holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "duty_ticks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_duty_ticks_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_duty_ticks_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_ticks")),
    )
    op.create_index(op.f("ix_duty_ticks_episode_id"), "duty_ticks", ["episode_id"])
    with op.batch_alter_table("episodes") as episodes:
        episodes.add_column(sa.Column("came_back", sa.Boolean(), nullable=True))
        episodes.add_column(sa.Column("duty_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("records") as records:
        records.add_column(sa.Column("interviewer_role", sa.String(length=60), nullable=True))
        records.add_column(sa.Column("interviewer_standing", sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.drop_column("interviewer_standing")
        records.drop_column("interviewer_role")
    with op.batch_alter_table("episodes") as episodes:
        episodes.drop_column("duty_at")
        episodes.drop_column("came_back")
    op.drop_table("duty_ticks")
