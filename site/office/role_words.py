"""Roles as people of the agency call them."""

from __future__ import annotations

from collections.abc import Iterable

from ...store.users import Role
from ..text import Speech


def role_said(speech: Speech, role: Role) -> str:
    """One role in words."""
    _ = speech._
    words = {
        Role.PROSPECTOR: _("first contact"),
        Role.CLOSER: _("selling"),
        Role.ACCOUNT_MANAGER: _("own clients"),
        Role.TEAM_LEAD: _("head of the team"),
        Role.DIRECTOR: _("director"),
        Role.PRIVACY_OFFICER: _("privacy officer"),
        Role.ADMIN: _("administrator"),
    }
    return words[role]


def roles_said(speech: Speech, roles: Iterable[Role]) -> str:
    """Several roles, in the order of the agency's work."""
    given = frozenset(roles)
    return ", ".join(role_said(speech, role) for role in Role if role in given)


def preset_said(speech: Speech, name: str) -> str:
    """One of the usual sets of roles in words."""
    _ = speech._
    words = {
        "manager": _("Manager: answers enquiries, sells, keeps clients"),
        "head": _("Head: plans the team and sells"),
        "owner": _("Owner: sees everything, privacy and users too"),
    }
    return words[name]
