"""Key figures: exact arithmetic on values, each result with its variant, its basis and what it was divided by."""

from collectdesk.reports.kpi.result import Basis, Exact, Kpi, ratio

__all__ = ["Basis", "Exact", "Kpi", "ratio"]
