"""Alembic's door: runs the steps on the connection, and in the transaction, that bot/store/schema.py has opened."""

from __future__ import annotations

from alembic import context

from bot.store.migrations import VERSION_TABLE
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # SQLite has it too; Alembic assumes otherwise for the sake of old drivers
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
