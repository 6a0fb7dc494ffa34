"""What came of it: promises with their value and days out, payments, plans, settlements, disputes, wishes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytz

from collectdesk.i18n import _
from collectdesk.reports.blocks.tally import Block, Counts, Sums
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

_ACTS = {
    "plan.make": "plans_made",
    "settlement.offer": "settlements_offered",
    "settlement.accept": "settlements_accepted",
}
_RESULTS = {"CEASE": "stop_contact_requests", "SUPPORT_NEED": "support_needs"}


class Results(Block):
    """A row a kind of result; promises and payments a row a currency, as different currencies are never added.

    A payment counts for the person whose account it was, whoever posted it; what came back is taken off.
    """

    acts_of = frozenset(
        {
            "payments.received", "payment.accept", "payment.split", "payment.on_account", "payment.apply",
            "payment.match_return", "payment.reverse", "allocation.reverse",
        }
    )  # fmt: skip

    def __init__(self, zone: str) -> None:
        self._zone = pytz.timezone(zone)
        self._sums = Sums()
        self._days: Counter[str] = Counter()
        self._counts = Counts()
        self._made: dict[str, int] = {}

    def feed(self, entry: Entry) -> None:
        """Count what an act of theirs brought."""
        if entry.refused:
            return
        facts = entry.facts
        if "promise" in facts and "promised_on" in facts:
            currency, minor = facts["amount"]
            self._sums.add("promises", currency, minor, entry.id)
            made = entry.at.astimezone(self._zone).date()
            self._days[currency] += (date.fromisoformat(facts["promised_on"]) - made).days
        if "dispute" in facts:
            self._counts.add("disputes_opened", entry.id)
        if "decided" in facts:
            self._counts.add("disputes_closed", entry.id)
        if entry.act in _ACTS:
            self._counts.add(_ACTS[entry.act], entry.id)
        if entry.act == "call.log" and facts.get("result") in _RESULTS:
            self._counts.add(_RESULTS[facts["result"]], entry.id)

    def feed_of(self, entry: Entry) -> None:
        """Count what was posted on their accounts."""
        if not entry.refused:
            for currency, count, minor in entry.facts.get("received") or ():
                self._sums.add("received", currency, minor, entry.id, count)

    def sheet(self) -> Sheet:
        """The block."""
        names = {
            "plans_made": _("Plans made"),
            "settlements_offered": _("Settlements offered"),
            "settlements_accepted": _("Settlements accepted"),
            "disputes_opened": _("Disputes opened"),
            "disputes_closed": _("Disputes closed"),
            "stop_contact_requests": _("Stop-contact requests"),
            "support_needs": _("Support needs"),
        }
        counted = [self._counts.row(code, label) for code, label in names.items()]
        rows = [
            *self._promises(),
            *self._received(),
            *(Row((*one.cells, None, None), one.entries, one.key) for one in counted),
        ]
        return Sheet(
            "results",
            _("Results"),
            (
                Column("result", _("Result"), "label"),
                Column("count", _("Count"), "count"),
                Column("value", _("Value"), "money"),
                Column("days_out", _("Average days out"), "number"),
            ),
            tuple(rows),
            (
                _("Days out run from the day of the promise, in the desk's zone, to the promised day."),
                _(
                    "Payments are those posted in the period, less what came back; they count for whose account it is."
                ),
            ),
        )

    def _promises(self) -> list[Row]:
        rows = []
        for currency in self._sums.currencies("promises"):
            count, total, ids = self._sums.of("promises", currency)
            mean = (Decimal(self._days[currency]) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)
            name = _("Promises in {currency}").format(currency=currency)
            rows.append(Row((name, count, total, mean), ids, f"promises.{currency}"))
        return rows

    def _received(self) -> list[Row]:
        rows = []
        for currency in self._sums.currencies("received"):
            count, total, ids = self._sums.of("received", currency)
            name = _("Payments in {currency}").format(currency=currency)
            rows.append(Row((name, count, total, None), ids, f"received.{currency}"))
        return rows
