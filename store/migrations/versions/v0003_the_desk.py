"""The desk: roles and second factors of users; persons, consents, routing, privacy of leads.

Columns are named literally: a migration stays what it was when the rooms change.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
ROLES = {
    "manager": ["prospector", "closer", "account_manager"],
    "head": ["team_lead", "closer", "account_manager"],
    "admin": ["admin"],
}


TABLES = (
    "devices",
    "invitations",
    "imports",
    "suppressions",
    "persons",
    "bookings",
    "consents",
    "contacts",
    "links",
    "merges",
    "profiles",
    "subscriptions",
    "suggestions",
    "needs",
    "summaries",
    "undos",
    "visits",
    "absences",
    "drafts",
    "saved_views",
    "members",
    "assignments",
    "attempt_plans",
    "score_doubts",
    "score_lines",
    "sla_clocks",
    "stage_events",
    "stage_notes",
    "touches",
    "webhook_calls",
)
"""In the order they are made."""
LEADS = (
    "person_id",
    "origin",
    "channel",
    "source",
    "visitor",
    "market",
    "wish",
    "compared",
    "stage",
    "last_stage",
    "lost_reason",
    "temperature",
    "first_temperature",
    "override",
    "buying",
    "score",
    "score_version",
    "scored_at",
    "revalue_at",
    "predicted",
    "predicted_why",
    "team",
    "owner_id",
    "assigned_at",
    "cover",
    "next_step",
    "next_step_at",
    "practice",
    "version",
)


def upgrade() -> None:
    _users()
    _people()
    _work()
    _lead_columns()


def _users() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("secret_hash", name="uq_devices_secret_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_devices_user_id"),
    )
    op.create_index("ix_devices_user_id", "devices", ["user_id"])
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_invitations_user_id"),
    )
    op.create_index("ix_invitations_user_id", "invitations", ["user_id"])
    op.add_column("users", sa.Column("roles", sa.JSON, nullable=False, server_default="[]"))
    users = sa.table("users", sa.column("role", sa.String), sa.column("roles", sa.JSON))
    for old, roles in ROLES.items():
        op.execute(users.update().where(users.c.role == old).values(roles=roles))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("roles", server_default=None)
        batch.drop_column("role")
        batch.add_column(sa.Column("language", sa.String(8), nullable=False, server_default=""))
        batch.add_column(sa.Column("totp_sealed", sa.LargeBinary))
        batch.add_column(sa.Column("totp_step", sa.Integer))
        batch.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("device_id", sa.Integer))
        batch.add_column(sa.Column("proved_at", MOMENT))
        batch.add_column(sa.Column("agent", sa.String(200), nullable=False, server_default=""))
        batch.create_foreign_key("fk_sessions_device_id", "devices", ["device_id"], ["id"])
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("unsettled_at", MOMENT))
        batch.add_column(sa.Column("given_up_at", MOMENT))


def _people() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suppressions"),
        sa.UniqueConstraint("key", "channel", "reason", name="uq_suppressions_key_channel_reason"),
    )
    op.create_index("ix_suppressions_key", "suppressions", ["key"])
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False, server_default=""),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False, server_default=""),
        sa.Column("segment", sa.String(20), nullable=False, server_default="self_service"),
        sa.Column("account_manager_id", sa.Integer),
        sa.Column("referred_by_id", sa.Integer),
        sa.Column("unscored", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("import_id", sa.Integer),
        sa.Column("merged_into_id", sa.Integer),
        sa.Column("erased_at", MOMENT),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.ForeignKeyConstraint(
            ["account_manager_id"], ["users.id"], name="fk_persons_account_manager_id"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_persons_import_id"),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["persons.id"], name="fk_persons_merged_into_id"
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"], ["persons.id"], name="fk_persons_referred_by_id"
        ),
    )
    op.create_index("ix_persons_import_id", "persons", ["import_id"])
    op.create_index("ix_persons_merged_into_id", "persons", ["merged_into_id"])
    op.create_index("ix_persons_name_key", "persons", ["name_key"])
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("number", sa.String(60), nullable=False),
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
        sa.Column("booked_at", MOMENT),
        sa.Column("import_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_bookings_import_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_bookings_person_id"),
    )
    op.create_index("ix_bookings_import_id", "bookings", ["import_id"])
    op.create_index("ix_bookings_number", "bookings", ["number"])
    op.create_index("ix_bookings_person_id", "bookings", ["person_id"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_version", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.Column("trip", sa.String(40), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_consents_person_id"),
    )
    op.create_index("ix_consents_person_id", "consents", ["person_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("first", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("person_id", "kind", "value", name="uq_contacts_person_id_kind_value"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_contacts_person_id"),
    )
    op.create_index("ix_contacts_person_id", "contacts", ["person_id"])
    op.create_index("ix_contacts_value", "contacts", ["value"])
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("subject", sa.String(200), nullable=False, server_default=""),
        sa.Column("held", sa.JSON),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_links"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_links_person_id"),
    )
    op.create_index("ix_links_expires_at", "links", ["expires_at"])
    op.create_index("ix_links_person_id", "links", ["person_id"])
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kept_id", sa.Integer, nullable=False),
        sa.Column("merged_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.ForeignKeyConstraint(["kept_id"], ["persons.id"], name="fk_merges_kept_id"),
        sa.ForeignKeyConstraint(["merged_id"], ["persons.id"], name="fk_merges_merged_id"),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
    op.create_index("ix_merges_merged_id", "merges", ["merged_id"])
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("person_id", name="pk_profiles"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_profiles_person_id"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_version", sa.String(16), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("email", name="uq_subscriptions_email"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_subscriptions_person_id"),
    )
    op.create_index("ix_subscriptions_person_id", "subscriptions", ["person_id"])
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("decided", sa.String(10), nullable=False, server_default=""),
        sa.Column("decided_by", sa.String(254), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.ForeignKeyConstraint(["other_id"], ["persons.id"], name="fk_suggestions_other_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_suggestions_person_id"),
    )
    op.create_index("ix_suggestions_other_id", "suggestions", ["other_id"])
    op.create_index("ix_suggestions_person_id", "suggestions", ["person_id"])
    op.create_table(
        "needs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("trip", sa.String(40), nullable=False, server_default=""),
        sa.Column("consent_id", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_needs"),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name="fk_needs_consent_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_needs_person_id"),
    )
    op.create_index("ix_needs_expires_at", "needs", ["expires_at"])
    op.create_index("ix_needs_person_id", "needs", ["person_id"])


def _work() -> None:
    op.create_table(
        "summaries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("lead_ids", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_summaries"),
    )
    op.create_index("ix_summaries_at", "summaries", ["at"])
    op.create_table(
        "undos",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
    )
    op.create_index("ix_undos_at", "undos", ["at"])
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_at", "visits", ["at"])
    op.create_index("ix_visits_visitor", "visits", ["visitor"])
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("to_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_absences_user_id"),
    )
    op.create_index("ix_absences_user_id", "absences", ["user_id"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("user_id", "form", name="uq_drafts_user_id_form"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_drafts_user_id"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("user_id", "name", name="uq_saved_views_user_id_name"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_saved_views_user_id"),
    )
    op.create_index("ix_saved_views_user_id", "saved_views", ["user_id"])
    op.create_table(
        "members",
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("capacity_open", sa.Integer, nullable=False),
        sa.Column("daily_quota", sa.Integer, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("hours", sa.String(200), nullable=False, server_default=""),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("last_assigned_at", MOMENT),
        sa.PrimaryKeyConstraint("user_id", name="pk_members"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_members_user_id"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("user_id", sa.Integer),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("rule_version", sa.String(16), nullable=False),
        sa.Column("rejected", sa.JSON, nullable=False),
        sa.Column("open", sa.Integer),
        sa.Column("capacity", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_assignments_lead_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_assignments_user_id"),
    )
    op.create_index("ix_assignments_lead_id", "assignments", ["lead_id"])
    op.create_index("ix_assignments_at", "assignments", ["at"])
    op.create_table(
        "attempt_plans",
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.PrimaryKeyConstraint("lead_id", name="pk_attempt_plans"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_attempt_plans_lead_id"),
    )
    op.create_index("ix_attempt_plans_next_at", "attempt_plans", ["next_at"])
    op.create_table(
        "score_doubts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_doubts"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_score_doubts_lead_id"),
    )
    op.create_index("ix_score_doubts_lead_id", "score_doubts", ["lead_id"])
    op.create_table(
        "score_lines",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("part", sa.String(6), nullable=False),
        sa.Column("tenths", sa.Integer, nullable=False),
        sa.Column("evidence", sa.String(80), nullable=False),
        sa.Column("at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_score_lines"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_score_lines_lead_id"),
    )
    op.create_index("ix_score_lines_lead_id", "score_lines", ["lead_id"])
    op.create_table(
        "sla_clocks",
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("remind_at", MOMENT, nullable=False),
        sa.Column("escalate_at", MOMENT, nullable=False),
        sa.Column("warned_at", MOMENT),
        sa.Column("missed_at", MOMENT),
        sa.Column("reassigned_at", MOMENT),
        sa.Column("escalated_at", MOMENT),
        sa.Column("attempted_at", MOMENT),
        sa.Column("reached_at", MOMENT),
        sa.PrimaryKeyConstraint("lead_id", name="pk_sla_clocks"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_sla_clocks_lead_id"),
    )
    op.create_index("ix_sla_clocks_due_at", "sla_clocks", ["due_at"])
    op.create_table(
        "stage_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("from_stage", sa.String(20), nullable=False),
        sa.Column("to_stage", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stage_events"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_stage_events_lead_id"),
    )
    op.create_index("ix_stage_events_lead_id", "stage_events", ["lead_id"])
    op.create_table(
        "stage_notes",
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", name="pk_stage_notes"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_stage_notes_lead_id"),
    )
    op.create_table(
        "touches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("undone_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_touches"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_touches_lead_id"),
    )
    op.create_index("ix_touches_lead_id", "touches", ["lead_id"])
    op.create_table(
        "webhook_calls",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("last_fault", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_calls"),
        sa.UniqueConstraint("cause", name="uq_webhook_calls_cause"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_webhook_calls_lead_id"),
    )
    op.create_index("ix_webhook_calls_due_at", "webhook_calls", ["due_at"])
    op.create_index("ix_webhook_calls_lead_id", "webhook_calls", ["lead_id"])


def _lead_columns() -> None:
    with op.batch_alter_table("leads") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer))
        batch.add_column(
            sa.Column("origin", sa.String(10), nullable=False, server_default="inbound")
        )
        batch.add_column(
            sa.Column("channel", sa.String(40), nullable=False, server_default="website")
        )
        batch.add_column(sa.Column("source", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("visitor", sa.String(64), nullable=False, server_default=""))
        batch.add_column(sa.Column("market", sa.JSON))
        batch.add_column(sa.Column("wish", sa.JSON))
        batch.add_column(sa.Column("compared", sa.JSON))
        batch.add_column(
            sa.Column("stage", sa.String(20), nullable=False, server_default="captured")
        )
        batch.add_column(sa.Column("last_stage", sa.String(20), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("lost_reason", sa.String(200), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("temperature", sa.String(10), nullable=False, server_default="cold")
        )
        batch.add_column(
            sa.Column("first_temperature", sa.String(10), nullable=False, server_default="cold")
        )
        batch.add_column(sa.Column("override", sa.JSON))
        batch.add_column(sa.Column("buying", sa.Boolean, nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("score", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("score_version", sa.String(16), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("scored_at", MOMENT))
        batch.add_column(sa.Column("revalue_at", MOMENT))
        batch.add_column(
            sa.Column("predicted", sa.Boolean, nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("predicted_why", sa.String(200), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("team", sa.String(20), nullable=False, server_default=""))
        batch.add_column(sa.Column("owner_id", sa.Integer))
        batch.add_column(sa.Column("assigned_at", MOMENT))
        batch.add_column(sa.Column("cover", sa.Boolean, nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("next_step", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("next_step_at", MOMENT))
        batch.add_column(
            sa.Column("practice", sa.Boolean, nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
        batch.create_foreign_key("fk_leads_person_id", "persons", ["person_id"], ["id"])
        batch.create_foreign_key("fk_leads_owner_id", "users", ["owner_id"], ["id"])
    for column in ("state", "person_id", "visitor", "revalue_at", "team", "owner_id"):
        op.create_index(f"ix_leads_{column}", "leads", [column])


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("unsettled_at")
        batch.drop_column("given_up_at")
    for column in ("state", "person_id", "visitor", "revalue_at", "team", "owner_id"):
        op.drop_index(f"ix_leads_{column}", "leads")
    with op.batch_alter_table("leads") as batch:
        batch.drop_constraint("fk_leads_person_id", type_="foreignkey")
        batch.drop_constraint("fk_leads_owner_id", type_="foreignkey")
        for column in LEADS:
            batch.drop_column(column)
    with op.batch_alter_table("sessions") as batch:
        batch.drop_constraint("fk_sessions_device_id", type_="foreignkey")
        for column in ("device_id", "proved_at", "agent"):
            batch.drop_column(column)
    op.add_column("users", sa.Column("role", sa.String(20), nullable=False, server_default=""))
    users = sa.table("users", sa.column("role", sa.String), sa.column("roles", sa.JSON))
    for old, roles in ROLES.items():
        said = sa.cast(users.c.roles, sa.Text) == json.dumps(roles)
        op.execute(users.update().where(said).values(role=old))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("role", server_default=None)
        for column in ("roles", "language", "totp_sealed", "totp_step", "version"):
            batch.drop_column(column)
    for table in reversed(TABLES):
        op.drop_table(table)
