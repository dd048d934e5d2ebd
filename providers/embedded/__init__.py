"""A complete PSA in our own database, SQLite or Postgres."""
