"""Run by Alembic: applies the steps on the connection, and in the transaction, that it was handed."""

from alembic import context

# SQLite can change little about a table in place; the others need not go that way.
context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
