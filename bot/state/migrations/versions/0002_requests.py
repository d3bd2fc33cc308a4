"""Requests, what is still to be done about them, and what our own desk has taken."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requests",
        *_record(),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("alike", sa.String(64), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("number", name="uq_requests_number"),
    )
    op.create_table("request_events", *_event("request_events", "requests"))
    op.create_table(
        "outbox",
        *_lease("outbox", "requests"),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("dead", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_table(
        "desk_requests",
        *_record(),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_requests"),
    )
    op.create_table("desk_events", *_event("desk_events", "desk_requests"))
    op.create_table("desk_callbacks", *_lease("desk_callbacks", "desk_requests"))
    for table, columns in _INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("desk_callbacks", "desk_events", "desk_requests", "outbox", "request_events", "requests"):
        op.drop_table(table)


_INDEXES = {
    "requests": ("status", "ended_at", "alike"),
    "outbox": ("due_at",),
    "desk_requests": ("status", "ended_at", "due_on"),
    "desk_callbacks": ("due_at",),
}


def _record() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("right", sa.String(40), nullable=False),
        sa.Column("regime", sa.String(16), nullable=False),
        sa.Column("policy", sa.String(200), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("cited_sections", sa.JSON(), nullable=False),
        sa.Column("on_behalf_of", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmation_sha256", sa.String(64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _event(table: str, of: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        sa.Column("request", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["request"], [f"{of}.id"], name=f"fk_{table}_request_{of}", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request", "position", name=f"pk_{table}"),
    ]


def _lease(table: str, of: str) -> list[sa.Column[Any] | sa.Constraint]:
    return [
        sa.Column("request", sa.String(36), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(32), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["request"], [f"{of}.id"], name=f"fk_{table}_request_{of}", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request", name=f"pk_{table}"),
    ]
