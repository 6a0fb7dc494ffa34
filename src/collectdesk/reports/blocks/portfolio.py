"""How the book moved: overdue by bucket now and before, what became overdue and what rolled on."""

from __future__ import annotations

from collectdesk.i18n import _
from collectdesk.money import Money
from collectdesk.reports.blocks.tally import Block, Sums
from collectdesk.reports.sheets import Column, Row, Sheet
from collectdesk.reports.shift import Entry

BUCKETS = ("d1_30", "d31_60", "d61_90", "d91_plus")


class Portfolio(Block):
    """Overdue amounts as the first day of the period found them recorded before, and as its last day began."""

    acts_of = frozenset({"day.figures"})

    def __init__(self) -> None:
        self._first: dict[int, Entry] = {}
        self._last: dict[int, Entry] = {}
        self._sums = Sums()

    def feed_of(self, entry: Entry) -> None:
        """Take a day's figures of one person."""
        whose = entry.facts.get("of") or 0
        self._first.setdefault(whose, entry)
        self._last[whose] = entry
        for currency, what, minor in entry.facts.get("moved") or ():
            self._sums.add(what, currency, minor, entry.id)

    def sheet(self) -> Sheet:
        """A row a bucket and currency, then a total and the movement of the currency."""
        known = all(entry.facts.get("before") is not None for entry in self._first.values())
        for when, entries in (("before", self._first), ("now", self._last)):
            for entry in entries.values():
                key = "before" if when == "before" else "overdue"
                for currency, bucket, items, minor in entry.facts.get(key) or ():
                    self._sums.add(f"{when}.{bucket}", currency, minor, entry.id, items)
        currencies = sorted({currency for _key, currency in self._sums.found})
        rows = [row for currency in currencies for row in self._rows(currency, known)]
        notes = [
            _("Overdue is what was due before the day began, without credits, in each currency for itself.")
        ]
        if not self._last:
            notes = [_("The portfolio is not available: no turn of the day recorded it.")]
        elif not known:
            notes.append(_("There are no figures of before: the first day that was recorded has none."))
        return Sheet(
            "portfolio",
            _("Portfolio"),
            (
                Column("bucket", _("Overdue"), "label"),
                Column("before", _("Before"), "money"),
                Column("now", _("As the day began"), "money"),
                Column("change", _("Change"), "money"),
            ),
            tuple(rows),
            tuple(notes),
        )

    def _rows(self, currency: str, known: bool) -> list[Row]:
        names = dict(
            zip(
                BUCKETS,
                (_("1 to 30 days, {currency}"), _("31 to 60 days, {currency}"), _("61 to 90 days, {currency}"),
                 _("91 days and more, {currency}")),
                strict=True,
            )
        )  # fmt: skip
        rows, ids, sums = [], list[int](), [0, 0]
        for bucket in BUCKETS:
            _items, before, old = self._sums.of(f"before.{bucket}", currency)
            _items, now, new = self._sums.of(f"now.{bucket}", currency)
            both = tuple(sorted({*old, *new}))
            ids += both
            sums = [sums[0] + before.minor, sums[1] + now.minor]
            label, key = names[bucket].format(currency=currency), f"{currency}.{bucket}"
            rows.append(
                Row((label, before if known else None, now, now - before if known else None), both, key)
            )
        before, now = Money(sums[0], currency), Money(sums[1], currency)
        label = _("Overdue, {currency}").format(currency=currency)
        every = tuple(sorted({*ids}))
        cells = (label, before if known else None, now, now - before if known else None)
        rows.append(Row(cells, every, f"{currency}.overdue", sum_of=len(BUCKETS)))
        if known:
            _n, fresh, of_fresh = self._sums.of("new", currency)
            _n, rolled, of_rolled = self._sums.of("rolled", currency)
            rest = now - before - fresh
            moved = (
                ("new", _("Newly overdue, {currency}"), fresh, of_fresh),
                ("rolled", _("Into a later bucket, {currency}"), rolled, of_rolled),
                ("rest", _("Paid, credited, reassigned or changed by a ledger, {currency}"), rest, every),
            )
            rows += [
                Row((label.format(currency=currency), None, None, one), of, f"{currency}.{key}")
                for key, label, one, of in moved
            ]
        return rows
