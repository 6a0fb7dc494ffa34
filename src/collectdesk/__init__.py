"""collectdesk: the terminal workstation for people who collect overdue receivables across borders."""

__version__ = "0.1.0"
