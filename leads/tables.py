"""The leads' tables: who asks, each enquiry a row of its own, and what happened to it."""

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
    sa.Column("state", sa.String(20), nullable=False, index=True),
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
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), index=True),
    sa.Column("origin", sa.String(10), nullable=False, server_default="inbound"),
    sa.Column("channel", sa.String(40), nullable=False, server_default="website"),
    sa.Column("source", sa.String(200), nullable=False, server_default=""),
    sa.Column("visitor", sa.String(64), nullable=False, server_default="", index=True),
    sa.Column("market", sa.JSON(none_as_null=True)),
    sa.Column("wish", sa.JSON(none_as_null=True)),
    sa.Column("compared", sa.JSON(none_as_null=True)),
    sa.Column("stage", sa.String(20), nullable=False, server_default="captured"),
    sa.Column("last_stage", sa.String(20), nullable=False, server_default=""),
    sa.Column("lost_reason", sa.String(200), nullable=False, server_default=""),
    sa.Column("temperature", sa.String(10), nullable=False, server_default="cold"),
    sa.Column("first_temperature", sa.String(10), nullable=False, server_default="cold"),
    sa.Column("override", sa.JSON(none_as_null=True)),
    sa.Column("buying", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("score", sa.Integer, nullable=False, server_default="0"),
    sa.Column("score_version", sa.String(16), nullable=False, server_default=""),
    sa.Column("scored_at", Moment),
    sa.Column("revalue_at", Moment, index=True),
    sa.Column("predicted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("predicted_why", sa.String(200), nullable=False, server_default=""),
    sa.Column("team", sa.String(20), nullable=False, server_default="", index=True),
    sa.Column("owner_id", sa.Integer, sa.ForeignKey("users.id"), index=True),
    sa.Column("assigned_at", Moment),
    sa.Column("cover", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("next_step", sa.String(200), nullable=False, server_default=""),
    sa.Column("next_step_at", Moment),
    sa.Column("practice", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
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

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("name_key", sa.String(200), nullable=False, server_default="", index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("time_zone", sa.String(60), nullable=False, server_default=""),
    sa.Column("segment", sa.String(20), nullable=False, server_default="self_service"),
    sa.Column("account_manager_id", sa.Integer, sa.ForeignKey("users.id")),
    sa.Column("referred_by_id", sa.Integer, sa.ForeignKey("persons.id")),
    sa.Column("unscored", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), index=True),
    sa.Column("merged_into_id", sa.Integer, sa.ForeignKey("persons.id"), index=True),
    sa.Column("erased_at", Moment),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("value", sa.String(254), nullable=False, index=True),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("first", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("person_id", "kind", "value", name="uq_contacts_person_id_kind_value"),
)

suggestions = sa.Table(
    "suggestions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("other_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("why", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("decided", sa.String(10), nullable=False, server_default=""),
    sa.Column("decided_by", sa.String(254), nullable=False, server_default=""),
)

merges = sa.Table(
    "merges",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kept_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("merged_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("undone_at", Moment),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("purpose", sa.String(30), nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_version", sa.String(16), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("source", sa.String(40), nullable=False),
    sa.Column("proof", sa.String(200), nullable=False),
    sa.Column("trip", sa.String(40), nullable=False, server_default=""),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, index=True),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("key", "channel", "reason", name="uq_suppressions_key_channel_reason"),
)

touches = sa.Table(
    "touches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("direction", sa.String(4), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("undone_at", Moment),
)

stage_events = sa.Table(
    "stage_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("from_stage", sa.String(20), nullable=False),
    sa.Column("to_stage", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
)

score_lines = sa.Table(
    "score_lines",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("rule", sa.String(30), nullable=False),
    sa.Column("part", sa.String(6), nullable=False),
    sa.Column("tenths", sa.Integer, nullable=False),
    sa.Column("evidence", sa.String(80), nullable=False),
    sa.Column("at", Moment),
)

score_doubts = sa.Table(
    "score_doubts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("rule", sa.String(30), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("why", sa.String(200), nullable=False),
)

visits = sa.Table(
    "visits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("visitor", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("team", sa.String(20), nullable=False),
    sa.Column("capacity_open", sa.Integer, nullable=False),
    sa.Column("daily_quota", sa.Integer, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("skills", sa.JSON, nullable=False),
    sa.Column("hours", sa.String(200), nullable=False, server_default=""),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("last_assigned_at", Moment),
)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("from_at", Moment, nullable=False),
    sa.Column("to_at", Moment, nullable=False),
    sa.Column("reason", sa.String(200), nullable=False, server_default=""),
)

assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("team", sa.String(20), nullable=False),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id")),
    sa.Column("cause", sa.String(20), nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("rule", sa.String(40), nullable=False),
    sa.Column("rule_version", sa.String(16), nullable=False),
    sa.Column("rejected", sa.JSON, nullable=False),
    sa.Column("open", sa.Integer),
    sa.Column("capacity", sa.Integer),
)

sla_clocks = sa.Table(
    "sla_clocks",
    metadata,
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), primary_key=True),
    sa.Column("policy_version", sa.String(16), nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("remind_at", Moment, nullable=False),
    sa.Column("escalate_at", Moment, nullable=False),
    sa.Column("warned_at", Moment),
    sa.Column("missed_at", Moment),
    sa.Column("reassigned_at", Moment),
    sa.Column("escalated_at", Moment),
    sa.Column("attempted_at", Moment),
    sa.Column("reached_at", Moment),
)

attempt_plans = sa.Table(
    "attempt_plans",
    metadata,
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), primary_key=True),
    sa.Column("made", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("next_at", Moment, index=True),
)

profiles = sa.Table(
    "profiles",
    metadata,
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), primary_key=True),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("completed_at", Moment),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

needs = sa.Table(
    "needs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("trip", sa.String(40), nullable=False, server_default=""),
    sa.Column("consent_id", sa.Integer, sa.ForeignKey("consents.id"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
)

bookings = sa.Table(
    "bookings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), index=True),
    sa.Column("number", sa.String(60), nullable=False, index=True),
    sa.Column("operator", sa.String(200), nullable=False),
    sa.Column("product", sa.String(300), nullable=False),
    sa.Column("departure", sa.Date, nullable=False),
    sa.Column("return", sa.Date),
    sa.Column("adults", sa.Integer),
    sa.Column("child_ages", sa.JSON, nullable=False),
    sa.Column("value", sa.BigInteger),
    sa.Column("margin", sa.BigInteger),
    sa.Column("currency", sa.String(3), nullable=False, server_default=""),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("booked_at", Moment),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), index=True),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("file", sa.String(200), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("rows", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False),
    sa.Column("form", sa.String(200), nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("user_id", "form", name="uq_drafts_user_id_form"),
)

saved_views = sa.Table(
    "saved_views",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("query", sa.String(500), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("user_id", "name", name="uq_saved_views_user_id_name"),
)

undos = sa.Table(
    "undos",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("actor", sa.String(254), nullable=False),
    sa.Column("what", sa.String(60), nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    sa.Column("undone_at", Moment),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_version", sa.String(16), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("confirmed_at", Moment),
    sa.Column("ended_at", Moment),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("persons.id"), index=True),
    sa.Column("subject", sa.String(200), nullable=False, server_default=""),
    sa.Column("held", sa.JSON(none_as_null=True)),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
    sa.Column("used_at", Moment),
)

stage_notes = sa.Table(
    "stage_notes",
    metadata,
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), primary_key=True),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(254), nullable=False),
)

summaries = sa.Table(
    "summaries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("lead_ids", sa.JSON, nullable=False),
)

webhook_calls = sa.Table(
    "webhook_calls",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("cause", sa.String(200), nullable=False, unique=True),
    sa.Column("lead_id", sa.Integer, sa.ForeignKey("leads.id"), nullable=False, index=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("sent_at", Moment),
    sa.Column("last_fault", sa.Text),
)
