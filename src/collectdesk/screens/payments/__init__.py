"""Payments that wait for a person: the list, one payment whole, and the cards that post it by hand."""

from collectdesk.screens.payments.on_account import OnAccountCard
from collectdesk.screens.payments.screen import PaymentsScreen
from collectdesk.screens.payments.split import SplitCard

__all__ = ["OnAccountCard", "PaymentsScreen", "SplitCard"]
