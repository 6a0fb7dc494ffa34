"""The call: what to say now, the note, and the result typed in one line."""

from collectdesk.screens.call.objections import ObjectionCard
from collectdesk.screens.call.screen import CallScreen

__all__ = ["CallScreen", "ObjectionCard"]
