"""The leads' tables: each enquiry a row of its own, and what happened to it, only ever added to."""

from __future__ import annotations

import sqlalchemy as sa

from ..store.database import Moment, metadata

leads = sa.Table(
    "leads",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("reference", sa.String(40), unique=True),
    sa.Column("idempotency_key", sa.String(120), nullable=False, unique=True),
    sa.Column("created_at", Moment, nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("call_when", sa.String(200), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("adults", sa.Integer),
    sa.Column("child_ages", sa.JSON, nullable=False),
    sa.Column("query", sa.JSON, nullable=False),
    sa.Column("offer", sa.JSON(none_as_null=True)),
    sa.Column("consent_text", sa.Text, nullable=False),
    sa.Column("consent_version", sa.String(16), nullable=False),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("promised_from", Moment, nullable=False),
    sa.Column("promised_to", Moment, nullable=False),
    sa.Column("claimed_by", sa.String(254), nullable=False),
    sa.Column("claimed_at", Moment),
    sa.Column("answered_by", sa.String(254), nullable=False),
    sa.Column("answered_at", Moment),
)

lead_events = sa.Table(
    "lead_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
)
