"""The account: what is owed, what was said and promised, whom to speak to."""

from collectdesk.screens.account.negotiation import TradeCard
from collectdesk.screens.account.reverse import ReverseCard
from collectdesk.screens.account.screen import AccountScreen

__all__ = ["AccountScreen", "ReverseCard", "TradeCard"]
