"""The ground: settings, clock, database, outbox, users, sessions, limits and the audit."""
