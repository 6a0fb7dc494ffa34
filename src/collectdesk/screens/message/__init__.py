"""The message: both languages side by side, what the checker found, and sending."""

from collectdesk.screens.message.addition import AdditionCard
from collectdesk.screens.message.choose import ChooseMessageCard
from collectdesk.screens.message.file import MessageFileCard
from collectdesk.screens.message.given import GivenCard
from collectdesk.screens.message.screen import MessageScreen

__all__ = ["AdditionCard", "ChooseMessageCard", "GivenCard", "MessageFileCard", "MessageScreen"]
