"""The database's history; `assistant.schema` brings a database up to date."""
