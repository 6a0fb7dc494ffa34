"""The queue: who comes next, what they owe, and why they rank where they do."""

from collectdesk.screens.queue.screen import QueueScreen

__all__ = ["QueueScreen"]
