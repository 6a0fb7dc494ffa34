"""The screen of key figures: figures with what they are of, charts, and what stands behind them."""

from collectdesk.screens.kpi.cards import FileCard, FilterCard
from collectdesk.screens.kpi.screen import KpiScreen

__all__ = ["FileCard", "FilterCard", "KpiScreen"]
