"""Key figures of disputes, from the journal entries that opened and decided them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from collectdesk.desk.kpi_journal import Done
from collectdesk.money import decimals
from collectdesk.reports.kpi.disputes import closing_rate, credit_share, days_to_decide, valid_share
from collectdesk.reports.kpi.result import Basis, Kpi
from collectdesk.reports.shift import Entry


def dispute_figures(done: Done, basis: Basis, currency: str | None = None) -> tuple[Kpi, ...]:
    """Closed over opened, days to decide, and how many were right, by count and by value in each currency.

    A dispute is closed by its decision; who decided it, or granted what was asked, closed it. With a currency only
    disputes in it count.
    """
    known = [one for one in done.disputes if currency in (None, one.facts["amount"][0])]
    opened = [one for one in known if "dispute" in one.facts]
    decided = [one for one in known if "decided" in one.facts]
    judged = [one for one in decided if one.facts["outcome"] != "withdrawn"]
    valid = [one for one in judged if one.facts["accepted"]]
    by_currency: dict[str, list[Entry]] = defaultdict(list)
    for one in judged:
        by_currency[one.facts["amount"][0]].append(one)

    def of(some: Sequence[Entry], code: str | None = currency) -> Basis:
        ids = tuple(sorted(one.id for one in some))
        return replace(basis, currency=code, entries=ids, records=len(ids), rule="journal")

    return (
        closing_rate(len(decided), len(opened), of(known)),
        days_to_decide(sum(int(one.facts["days"]) for one in decided), len(decided), of(decided)),
        valid_share(len(valid), len(judged), of(judged)),
        *(
            credit_share(
                sum((_units(code, one.facts["accepted"]) for one in some), Fraction()),
                sum((_units(*one.facts["amount"]) for one in some), Fraction()),
                of(some, code),
            )
            for code, some in sorted(by_currency.items())
        ),
    )


def _units(currency: str, minor: int) -> Fraction:
    return Fraction(minor, 10 ** decimals(currency))
