"""Every operator: matching decisions, prices asked again, stops, refusals and watches.

Columns are named literally: a migration stays what it was when the rooms change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
TABLES = ("matches", "hotel_ids", "price_checks", "stops", "refusals", "watches")
"""In the order they are made."""


def upgrade() -> None:
    _catalogue()
    _scheduler()


def _catalogue() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("one", sa.String(500), nullable=False),
        sa.Column("other", sa.String(500), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("evidence", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.String(20), nullable=False, server_default=""),
        sa.Column("offers", sa.Integer, nullable=False, server_default="0"),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("gone_at", MOMENT),
        sa.Column("decided_by", sa.String(254), nullable=False, server_default=""),
        sa.Column("decided_at", MOMENT),
        sa.Column("note", sa.String(500), nullable=False, server_default=""),
        sa.UniqueConstraint("one", "other", name="uq_matches_one_other"),
    )
    for column in ("one", "other", "state"):
        op.create_index(f"ix_matches_{column}", "matches", [column])
    op.create_table(
        "hotel_ids",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("operator", sa.String(120), nullable=False),
        sa.Column("operator_id", sa.String(120), nullable=False),
        sa.Column("scheme", sa.String(20), nullable=False),
        sa.Column("value", sa.String(120), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("imported_by", sa.String(254), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.UniqueConstraint("operator", "operator_id", "scheme", name="uq_hotel_ids_operator"),
    )
    op.create_index("ix_hotel_ids_file", "hotel_ids", ["file"])
    op.create_table(
        "price_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("lead_id", sa.Integer),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("operator", sa.String(120), nullable=False),
        sa.Column("offer_key", sa.String(80), nullable=False),
        sa.Column("product_id", sa.String(80), nullable=False, server_default=""),
        sa.Column("party", sa.String(80), nullable=False, server_default=""),
        sa.Column("shown_minor", sa.BigInteger),
        sa.Column("shown_currency", sa.String(3), nullable=False, server_default=""),
        sa.Column("shown_at", MOMENT),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("verified_minor", sa.BigInteger),
        sa.Column("verified_currency", sa.String(3), nullable=False, server_default=""),
        sa.Column("reason", sa.String(500), nullable=False, server_default=""),
        sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
    )
    for column in ("asked_at", "lead_id", "source", "operator", "offer_key", "state"):
        op.create_index(f"ix_price_checks_{column}", "price_checks", [column])


def _scheduler() -> None:
    op.create_table(
        "stops",
        sa.Column("source", sa.String(80), primary_key=True),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("run", sa.String(80), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", sa.String(254), nullable=False, server_default=""),
        sa.Column("note", sa.String(500), nullable=False, server_default=""),
        sa.UniqueConstraint("source", "run", name="uq_refusals_source_run"),
    )
    op.create_index("ix_refusals_source", "refusals", ["source"])
    op.create_table(
        "watches",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("heard_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
