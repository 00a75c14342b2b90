"""Who may do what in the office: sets of roles by the work they allow (backoffice.md 13)."""

from __future__ import annotations

from ...store.users import Role

EVERYBODY = frozenset(Role)
LEADS = EVERYBODY - {Role.ADMIN, Role.PRIVACY_OFFICER}
"""Whoever works with leads; which ones each of them sees, `leads.access` says."""
TEAM = frozenset({Role.TEAM_LEAD, Role.DIRECTOR})
"""Who plans others' work: capacity, absences, reassigning, merging, review of scores."""
NEEDS = frozenset({Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.PRIVACY_OFFICER})
"""Who may see a sensitive need, of the clients they care for, each reading audited."""
PRIVACY = frozenset({Role.PRIVACY_OFFICER})
"""Export and erasure of a person, the ledger, retention."""
USERS = frozenset({Role.ADMIN, Role.DIRECTOR})
AUDIT = frozenset({Role.DIRECTOR, Role.PRIVACY_OFFICER})
SYSTEM = frozenset({Role.TEAM_LEAD, Role.DIRECTOR, Role.ADMIN})
OPERATORS = LEADS | SYSTEM
"""Who sees how operators stand; SYSTEM decides about refused runs and stops an operator."""
SECOND_FACTOR = frozenset({Role.TEAM_LEAD, Role.DIRECTOR, Role.PRIVACY_OFFICER})
"""Whom the office asks for a second factor once one is set up, and reminds until it is."""
