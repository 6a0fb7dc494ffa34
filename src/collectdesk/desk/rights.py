"""Who may do what. Roles are asked here, in the acts, never on a screen alone."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is at the desk; one person may be several."""

    COLLECTOR = "collector"
    LEAD = "lead"
    MANAGER = "manager"
    ADMIN = "admin"


class Right(StrEnum):
    """Something that not everybody may do."""

    WORK = "work"
    SEE_ALL = "see_all"
    IMPORT = "import"
    ASSIGN = "assign"
    USERS = "users"
    RATES = "rates"
    STRATEGY = "strategy"
    OVERRIDE = "override"
    CASH = "cash"
    APPROVE = "approve"


_LEADS = frozenset({Role.LEAD, Role.MANAGER})
_HOLDERS: dict[Right, frozenset[Role]] = {
    Right.WORK: frozenset({Role.COLLECTOR, Role.LEAD, Role.MANAGER}),
    Right.SEE_ALL: _LEADS,
    Right.IMPORT: _LEADS,
    Right.ASSIGN: _LEADS,
    Right.USERS: _LEADS | {Role.ADMIN},
    Right.RATES: _LEADS,
    Right.STRATEGY: _LEADS,
    Right.OVERRIDE: _LEADS,
    Right.CASH: frozenset({Role.COLLECTOR, Role.LEAD, Role.MANAGER}),
    Right.APPROVE: _LEADS,
}


def holds(roles: frozenset[Role], right: Right) -> bool:
    """Whether any of these roles gives the right."""
    return bool(roles & _HOLDERS[right])
