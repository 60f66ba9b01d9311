"""Alembic migrations, the same for both engines; run by `storage/schema.py`."""
