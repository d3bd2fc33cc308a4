"""What was accepted from Slack, and where the app is installed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slack_tasks",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sending", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("message", sa.String(32), nullable=True),
        sa.Column("reply", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_slack_tasks"),
        sa.UniqueConstraint("id", name="uq_slack_tasks_id"),
    )
    op.create_index("ix_slack_tasks_state", "slack_tasks", ["state"])
    op.create_index("ix_slack_tasks_place", "slack_tasks", ["place", "position"])
    op.create_table(
        "slack_filed",
        sa.Column("request", sa.String(36), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("told", sa.String(24), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request", name="pk_slack_filed"),
    )
    op.create_index("ix_slack_filed_user", "slack_filed", ["team", "user"])
    op.create_table(
        "slack_installs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.String(32), nullable=False),
        sa.Column("bot", sa.String(32), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_installs"),
    )


def downgrade() -> None:
    for table in ("slack_installs", "slack_filed", "slack_tasks"):
        op.drop_table(table)
