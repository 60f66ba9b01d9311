"""Runs the migrations on the connection that `storage/schema.py` gives."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
