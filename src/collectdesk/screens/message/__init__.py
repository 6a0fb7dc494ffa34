"""The message: both languages side by side, what the checker found, sending; and what went and came, as it was."""

from collectdesk.screens.message.addition import AdditionCard
from collectdesk.screens.message.attachment import AttachmentCard
from collectdesk.screens.message.choose import ChooseMessageCard
from collectdesk.screens.message.file import MessageFileCard
from collectdesk.screens.message.given import GivenCard
from collectdesk.screens.message.received import ReceivedCard
from collectdesk.screens.message.screen import MessageScreen
from collectdesk.screens.message.sent import SentCard

__all__ = [
    "AdditionCard",
    "AttachmentCard",
    "ChooseMessageCard",
    "GivenCard",
    "MessageFileCard",
    "MessageScreen",
    "ReceivedCard",
    "SentCard",
]
