"""For Alembic: migrations run on the connection that they are given."""

from __future__ import annotations

from alembic import context

from bot.state.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
