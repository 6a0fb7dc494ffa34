"""Disputes opened, and decided by their outcome: how many, over how much, what was accepted, and how long it took."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.reports.blocks.tally import Block, Sums
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

_OUTCOMES = ("accepted", "partly_accepted", "rejected", "withdrawn")


class Disputes(Block):
    """A row an outcome and currency, as different currencies are never added."""

    def __init__(self) -> None:
        self._sums = Sums()
        self._accepted = Sums()
        self._days: Counter[tuple[str, str]] = Counter()

    def feed(self, entry: Entry) -> None:
        """Count what an act of theirs opened or decided."""
        facts = entry.facts
        if entry.refused:
            return
        if "dispute" in facts and facts.get("amount"):
            currency, minor = facts["amount"]
            self._sums.add("opened", currency, minor, entry.id)
        if "decided" in facts:
            currency, minor = facts["amount"]
            self._sums.add(facts["outcome"], currency, minor, entry.id)
            self._accepted.add(facts["outcome"], currency, facts["accepted"], entry.id)
            self._days[facts["outcome"], currency] += facts["days"]

    def sheet(self) -> Sheet:
        """The block."""
        names = {
            "opened": _("Opened in {currency}"),
            "accepted": _("Accepted in {currency}"),
            "partly_accepted": _("Accepted in part in {currency}"),
            "rejected": _("Rejected in {currency}"),
            "withdrawn": _("Withdrawn in {currency}"),
        }
        rows = []
        for key in ("opened", *_OUTCOMES):
            for currency in self._sums.currencies(key):
                rows.append(self._row(key, currency, names[key].format(currency=currency)))
        return Sheet(
            "disputes",
            _("Disputes"),
            (
                Column("figure", _("Figure"), "label"),
                Column("count", _("Count"), "count"),
                Column("disputed", _("Disputed"), "money"),
                Column("accepted", _("Accepted"), "money"),
                Column("average_days", _("Average days"), "number"),
            ),
            tuple(rows),
            (
                _(
                    "Days run from the day a dispute was opened to the day it was decided, in the desk's zone."
                ),
                _("A decision counts for who made it, or granted what was asked."),
            ),
        )

    def _row(self, key: str, currency: str, name: str) -> Row:
        count, total, ids = self._sums.of(key, currency)
        accepted: Money | None = None
        mean: Decimal | None = None
        if key != "opened":
            accepted = self._accepted.of(key, currency)[1]
            mean = (Decimal(self._days[key, currency]) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return Row((name, count, total, accepted, mean), ids, f"{key}.{currency}")
