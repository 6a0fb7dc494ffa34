"""Taking a ledger in: how it is read, what it adds up to, and only then into the book."""

from collectdesk.screens.imports.screen import ImportScreen

__all__ = ["ImportScreen"]
