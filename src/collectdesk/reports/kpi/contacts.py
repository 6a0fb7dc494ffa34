"""What calls came to: right party contacts, contacts and attempts an hour, how long a call takes."""

from __future__ import annotations

from collectdesk.reports.kpi.result import NO_BASIS, Basis, Exact, Kpi, exact, per_cent, ratio


def rpc_rate(right_party: int, attempts: int, basis: Basis = NO_BASIS) -> Kpi:
    """Right party contacts over outbound attempts."""
    return per_cent("rpc_rate", "per_attempt", right_party, attempts, basis)


def rpc_per_contact(right_party: int, contacts: int, basis: Basis = NO_BASIS) -> Kpi:
    """Right party contacts over contacts; some call this the RPC rate."""
    return per_cent("rpc_rate", "per_contact", right_party, contacts, basis)


def contacts_per_hour(contacts: int, hours: Exact, basis: Basis = NO_BASIS) -> Kpi:
    """Contacts over productive hours: logged in, less breaks, training and meetings."""
    return ratio("contacts_per_hour", "productive_hours", "per_hour", contacts, hours, basis)


def attempts_per_hour(attempts: int, hours: Exact, basis: Basis = NO_BASIS) -> Kpi:
    """Attempts over productive hours."""
    return ratio("attempts_per_hour", "productive_hours", "per_hour", attempts, hours, basis)


def average_handle_time(
    talk: Exact, hold: Exact, wrap: Exact, calls: int, basis: Basis = NO_BASIS, *, dial: Exact | None = None
) -> Kpi:
    """Seconds a handled call takes: talk, hold and work after it; with dialling it is a variant of its own.

    A figure to plan with, never to rank people by.
    """
    seconds = exact(talk) + exact(hold) + exact(wrap) + (exact(dial) if dial is not None else 0)
    variant = "without_dialling" if dial is None else "incl_dial"
    return ratio("average_handle_time", variant, "seconds", seconds, calls, basis)
