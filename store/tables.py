"""The ground's tables: mail that waits, users, their sessions, limits and the audit."""

from __future__ import annotations

import sqlalchemy as sa

from .database import Moment, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("cause", sa.String(200), nullable=False, unique=True),
    sa.Column("message_id", sa.String(200), nullable=False, unique=True),
    sa.Column("message", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("leased_by", sa.String(40)),
    sa.Column("leased_until", Moment),
    sa.Column("sent_at", Moment),
    sa.Column("last_fault", sa.Text),
    sa.Column("unsettled_at", Moment),
    sa.Column("given_up_at", Moment),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("language", sa.String(8), nullable=False, server_default=""),
    sa.Column("password_hash", sa.String(300), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("totp_sealed", sa.LargeBinary),
    sa.Column("totp_step", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("form_token", sa.String(64), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("device_id", sa.Integer, sa.ForeignKey("devices.id")),
    sa.Column("proved_at", Moment),
    sa.Column("agent", sa.String(200), nullable=False, server_default=""),
)

devices = sa.Table(
    "devices",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("agent", sa.String(200), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("ended_at", Moment),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("purpose", sa.String(12), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

buckets = sa.Table(
    "buckets",
    metadata,
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("tokens", sa.Float, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("action", sa.String(60), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
)
