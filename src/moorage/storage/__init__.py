"""SQLite and PostgreSQL behind one set of tables, queries and migrations."""
