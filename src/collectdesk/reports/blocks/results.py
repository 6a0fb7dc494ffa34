"""What came of it: promises with their value and days out, plans, settlements, disputes, wishes; per currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytz

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry


def results(entries: Sequence[Entry], zone: str) -> Sheet:
    """A row a kind of result; promises a row a currency, as different currencies are never added."""
    done = [entry for entry in entries if not entry.refused]
    rows = [
        *_promises([e for e in done if "promise" in e.facts and "promised_on" in e.facts], zone),
        *(
            Row((name, len(ids), None, None), ids)
            for name, ids in (
                (_("Plans made"), _of(done, "plan.make")),
                (_("Settlements offered"), _of(done, "settlement.offer")),
                (_("Settlements accepted"), _of(done, "settlement.accept")),
                (_("Disputes opened"), tuple(e.id for e in done if "dispute" in e.facts)),
                (_("Stop-contact requests"), _with_result(done, "CEASE")),
                (_("Support needs"), _with_result(done, "SUPPORT_NEED")),
            )
        ),
    ]
    return Sheet(
        "results",
        _("Results"),
        (
            Column("result", _("Result"), "text"),
            Column("count", _("Count"), "count"),
            Column("value", _("Value"), "money"),
            Column("days_out", _("Average days out"), "number"),
        ),
        tuple(rows),
        (_("Days out run from the day of the promise, in the desk's zone, to the promised day."),),
    )


def _of(entries: list[Entry], act: str) -> tuple[int, ...]:
    return tuple(entry.id for entry in entries if entry.act == act)


def _with_result(entries: list[Entry], code: str) -> tuple[int, ...]:
    return tuple(e.id for e in entries if e.act == "call.log" and e.facts.get("result") == code)


def _promises(promises: list[Entry], zone: str) -> list[Row]:
    local = pytz.timezone(zone)
    by_currency: dict[str, list[Entry]] = {}
    for entry in promises:
        by_currency.setdefault(entry.facts["amount"][0], []).append(entry)
    rows = []
    for currency, of in sorted(by_currency.items()):
        days = sum(
            (date.fromisoformat(e.facts["promised_on"]) - e.at.astimezone(local).date()).days for e in of
        )
        mean = (Decimal(days) / len(of)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        total = Money(sum(e.facts["amount"][1] for e in of), currency)
        name = _("Promises in {currency}").format(currency=currency)
        rows.append(Row((name, len(of), total, mean), tuple(e.id for e in of)))
    return rows
