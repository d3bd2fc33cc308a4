"""Of requests that have not ended, one of each kind alone; the codes by which people show that an address is theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    # Those that were filed twice in one instant before: the later ones go on, and are no longer known for the same.
    op.execute(
        "update requests set alike = id where ended_at is null and exists (select 1 from requests as other "
        "where other.alike = requests.alike and other.ended_at is null "
        "and (other.submitted_at, other.id) < (requests.submitted_at, requests.id))"
    )
    op.create_index("uq_requests_open", "requests", ["alike"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "email_codes",
        sa.Column("request", sa.String(36), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sendings", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("request", name="pk_email_codes"),
    )
    op.create_index("ix_email_codes_address", "email_codes", ["address"])
    op.create_index("ix_email_codes_expires_at", "email_codes", ["expires_at"])


def downgrade() -> None:
    op.drop_table("email_codes")
    op.drop_index("uq_requests_open", "requests")
