"""What an erasure does with every table: rules in which no table and no column may be missing.

A test walks all tables of the database: each has its rule here, and of what stays, each column
that can hold words is named as emptied, as swept for the person's words, or as plain (codes and the
agency's own people). The desk's figures stay: leads without identity, stages, touches, clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """What happens to the rows that are about the person."""

    DELETE = "deleted"
    EMPTY = "emptied"
    KEEP = "kept"


@dataclass(frozen=True, slots=True)
class Rule:
    """One table. `owner` are the columns that say whose a row is, with what they refer to:
    person, lead, visitor or email. `swept` columns lose the person's words in everybody's rows."""

    deed: Deed
    why: str
    owner: Mapping[str, str] = field(default_factory=dict)
    emptied: Mapping[str, Any] = field(default_factory=dict)
    swept: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


_PERSON = {"person_id": "person"}
_LEAD = {"lead_id": "lead"}

RULES: Mapping[str, Rule] = {
    "leads": Rule(
        Deed.EMPTY,
        "counts of the funnel stay, of nobody",
        owner={"id": "lead"},
        emptied={
            "name": "",
            "phone": "",
            "email": "",
            "call_when": "",
            "message": "",
            "language": "",
            "adults": None,
            "child_ages": [],
            "query": [],
            "offer": None,
            "wish": None,
            "compared": None,
            "consent_text": "",
            "source": "",
            "visitor": "",
            "override": None,
            "lost_reason": "",
            "next_step": "",
            "next_step_at": None,
            "revalue_at": None,
            "person_id": None,
            "state": "closed",
        },
        swept=("message", "call_when", "lost_reason", "next_step", "source", "override"),
        plain=(
            "reference",
            "idempotency_key",  # renamed by erase: it is made of what was typed
            "kind",
            "consent_version",
            "review",
            "claimed_by",
            "answered_by",
            "origin",
            "channel",
            "market",
            "stage",
            "last_stage",
            "temperature",
            "first_temperature",
            "score_version",
            "predicted_why",
            "team",
        ),
    ),
    "lead_events": Rule(Deed.KEEP, "what happened when", _LEAD, plain=("actor", "kind")),
    "persons": Rule(
        Deed.EMPTY,
        "the id holds bookings until their term",
        owner={"id": "person"},
        emptied={
            "name": "",
            "name_key": "",
            "language": "",
            "time_zone": "",
            "note": "",
            "import_id": None,
            "account_manager_id": None,
            "referred_by_id": None,
        },
        swept=("note",),
        plain=("segment",),
    ),
    "contacts": Rule(Deed.DELETE, "addresses and numbers", _PERSON),
    "suggestions": Rule(
        Deed.DELETE, "who may be the same", {"person_id": "person", "other_id": "person"}
    ),
    "merges": Rule(
        Deed.DELETE, "the person as before", {"kept_id": "person", "merged_id": "person"}
    ),
    "consents": Rule(
        Deed.EMPTY,
        "that there was a consent, of nobody",
        _PERSON,
        emptied={"text": "", "proof": ""},
        plain=("purpose", "status", "text_version", "source", "trip"),
    ),
    "suppressions": Rule(
        Deed.KEEP, "a keyed hash, so that nothing is sent", plain=("key", "channel", "reason")
    ),
    "touches": Rule(
        Deed.EMPTY,
        "how often somebody called, of nobody",
        _LEAD,
        emptied={"note": ""},
        swept=("note",),
        plain=("kind", "direction", "actor", "outcome"),
    ),
    "stage_events": Rule(
        Deed.EMPTY,
        "conversion is counted from these",
        _LEAD,
        emptied={"facts": {}},
        plain=("from_stage", "to_stage", "actor"),
    ),
    "score_lines": Rule(Deed.DELETE, "a profile", _LEAD),
    "score_doubts": Rule(Deed.DELETE, "notes about a profile", _LEAD),
    "visits": Rule(Deed.DELETE, "what was looked at", {"visitor": "visitor"}),
    "members": Rule(
        Deed.KEEP, "the agency's people", plain=("team", "languages", "skills", "hours")
    ),
    "absences": Rule(Deed.KEEP, "the agency's people", swept=("reason",)),
    "assignments": Rule(
        Deed.KEEP,
        "who was chosen and why, of nobody",
        _LEAD,
        plain=("team", "cause", "actor", "rule", "rule_version", "rejected"),
    ),
    "sla_clocks": Rule(Deed.KEEP, "how fast we answered", _LEAD, plain=("policy_version",)),
    "attempt_plans": Rule(Deed.DELETE, "nobody is to be called", _LEAD),
    "profiles": Rule(Deed.DELETE, "wishes", _PERSON),
    "needs": Rule(Deed.DELETE, "sealed needs; their keys are destroyed", _PERSON),
    "bookings": Rule(
        Deed.EMPTY,
        "figures the law wants kept",
        _PERSON,
        emptied={"child_ages": []},
        plain=("number", "operator", "product", "currency", "status"),
    ),
    "imports": Rule(
        Deed.KEEP,
        "which rows came when",
        swept=("rows", "file", "counts"),
        plain=("kind", "actor", "state"),
    ),
    "drafts": Rule(  # those of the person's pages, or that name them, go whole (erase)
        Deed.KEEP, "colleagues' unsent forms", swept=("fields", "form")
    ),
    "saved_views": Rule(Deed.KEEP, "colleagues' lists", swept=("name", "query")),
    "undos": Rule(
        Deed.KEEP,
        "what can be taken back",
        swept=("before", "after"),
        plain=("id", "actor", "what"),
    ),
    "subscriptions": Rule(Deed.DELETE, "the newsletter", {"person_id": "person", "email": "email"}),
    "links": Rule(
        Deed.DELETE,
        "ways into the person's data",
        {"person_id": "person", "subject": "email"},
        swept=("subject", "held"),
    ),
    "stage_notes": Rule(Deed.DELETE, "what was said", _LEAD, swept=("fields",)),
    "summaries": Rule(Deed.KEEP, "ids only", plain=("kind", "lead_ids")),
    "webhook_calls": Rule(Deed.DELETE, "told once", _LEAD, plain=("cause", "last_fault")),
    "outbox": Rule(
        Deed.KEEP,
        "mail to and about the person loses its words (erase_mail)",
        plain=("kind", "cause", "message_id", "message", "leased_by", "last_fault"),
    ),
    "users": Rule(
        Deed.KEEP,
        "the agency's people",
        {"email": "colleague"},
        plain=("email", "name", "roles", "language", "password_hash", "totp_sealed"),
    ),
    "sessions": Rule(Deed.KEEP, "the agency's people", plain=("id_hash", "form_token", "agent")),
    "devices": Rule(Deed.KEEP, "the agency's people", plain=("secret_hash", "agent")),
    "invitations": Rule(Deed.KEEP, "the agency's people", plain=("token_hash", "purpose")),
    "buckets": Rule(Deed.KEEP, "keyed hashes, gone after 7 days", plain=("key",)),
    "audit": Rule(
        Deed.KEEP,
        "the proof; ids and field names, only ever added to",
        plain=("actor", "subject", "facts", "action"),
    ),
    "leases": Rule(Deed.KEEP, "processes", plain=("name", "holder")),
    "attempts": Rule(Deed.KEEP, "runs of operators", plain=("source", "run", "state", "sentence")),
    "price_checks": Rule(
        Deed.EMPTY,
        "how true operators' prices were, of nobody",
        _LEAD,
        emptied={"party": ""},
        plain=(
            "cause",
            "source",
            "operator",
            "offer_key",
            "product_id",
            "shown_currency",
            "state",
            "verified_currency",
            "reason",
        ),
    ),
    "heartbeats": Rule(Deed.KEEP, "processes", plain=("name",)),
    "watches": Rule(Deed.KEEP, "processes", plain=("name",)),
    "stops": Rule(Deed.KEEP, "operators nobody may ask", plain=("source", "by", "reason")),
    "refusals": Rule(
        Deed.KEEP,
        "refused runs of operators",
        plain=("source", "run", "closed_by", "note"),
    ),
    "matches": Rule(
        Deed.KEEP,
        "hotels as operators describe them",
        plain=("one", "other", "state", "evidence", "version", "decided_by", "note"),
    ),
    "hotel_ids": Rule(
        Deed.KEEP,
        "ids of hotels",
        plain=("operator", "operator_id", "scheme", "value", "file", "imported_by"),
    ),
}
