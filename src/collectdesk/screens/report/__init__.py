"""The shift report of today: its figures, the entries behind them, the proof, and files of it."""

from collectdesk.screens.report.file import ReportFileCard
from collectdesk.screens.report.screen import ReportScreen

__all__ = ["ReportFileCard", "ReportScreen"]
