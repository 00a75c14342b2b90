"""The database's history, one revision a file; columns are named literally, no room imported."""
