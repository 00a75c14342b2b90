"""The catalogue's tables: which stays are one, ids of hotels, prices asked for again, stops."""

from __future__ import annotations

import sqlalchemy as sa

from ..store.database import Moment, metadata

matches = sa.Table(
    "matches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("one", sa.String(500), nullable=False, index=True),
    sa.Column("other", sa.String(500), nullable=False, index=True),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("score", sa.Float),
    sa.Column("evidence", sa.Text, nullable=False, server_default=""),
    sa.Column("version", sa.String(20), nullable=False, server_default=""),
    sa.Column("offers", sa.Integer, nullable=False, server_default="0"),
    sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("worth", sa.Float, nullable=False, server_default="0"),
    sa.Column("found_at", Moment, nullable=False),
    sa.Column("gone_at", Moment),
    sa.Column("decided_by", sa.String(254), nullable=False, server_default=""),
    sa.Column("decided_at", Moment),
    sa.Column("note", sa.String(500), nullable=False, server_default=""),
    sa.UniqueConstraint("one", "other", name="uq_matches_one_other"),
)

hotel_ids = sa.Table(
    "hotel_ids",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("operator", sa.String(120), nullable=False),
    sa.Column("operator_id", sa.String(120), nullable=False),
    sa.Column("scheme", sa.String(20), nullable=False),
    sa.Column("value", sa.String(120), nullable=False),
    sa.Column("file", sa.String(200), nullable=False, index=True),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("imported_by", sa.String(254), nullable=False),
    sa.Column("imported_at", Moment, nullable=False),
    sa.UniqueConstraint("operator", "operator_id", "scheme", name="uq_hotel_ids_operator"),
)

price_checks = sa.Table(
    "price_checks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("asked_at", Moment, nullable=False, index=True),
    sa.Column("cause", sa.String(20), nullable=False),
    sa.Column("lead_id", sa.Integer, index=True),
    sa.Column("source", sa.String(80), nullable=False, index=True),
    sa.Column("operator", sa.String(120), nullable=False, index=True),
    sa.Column("offer_key", sa.String(80), nullable=False, index=True),
    sa.Column("product_id", sa.String(80), nullable=False, server_default=""),
    sa.Column("party", sa.String(80), nullable=False, server_default=""),
    sa.Column("shown_minor", sa.BigInteger),
    sa.Column("shown_currency", sa.String(3), nullable=False, server_default=""),
    sa.Column("shown_at", Moment),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("verified_minor", sa.BigInteger),
    sa.Column("verified_currency", sa.String(3), nullable=False, server_default=""),
    sa.Column("reason", sa.String(500), nullable=False, server_default=""),
    sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
)

stops = sa.Table(
    "stops",
    metadata,
    sa.Column("source", sa.String(80), primary_key=True),
    sa.Column("by", sa.String(254), nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
