"""The scheduler's tables: who holds which operator, what was tried, when cron last called."""

from __future__ import annotations

import sqlalchemy as sa

from ..store.database import Moment, metadata

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("holder", sa.String(200), nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(80), nullable=False, index=True),
    sa.Column("run", sa.String(80), nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
)

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(80), nullable=False, index=True),
    sa.Column("run", sa.String(80), nullable=False),
    sa.Column("told_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("closed_by", sa.String(254), nullable=False, server_default=""),
    sa.Column("note", sa.String(500), nullable=False, server_default=""),
    sa.UniqueConstraint("source", "run", name="uq_refusals_source_run"),
)

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("heard_at", Moment, nullable=False),
    sa.Column("told_at", Moment),
)
