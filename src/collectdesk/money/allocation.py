"""A payment received and what it settles, to the minor unit: each line with its rule and reason, and the inverse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from collectdesk.confidence import Mark
from collectdesk.money.amount import Money
from collectdesk.money.debts import OwedItem
from collectdesk.money.fx import Quote

Rule = Literal["debtor", "agreement", "creditor", "default", "credit", "bank_charge"]


@dataclass(frozen=True, slots=True)
class Named:
    """An item the payer names, and how much is for it in minor units of its currency; None is all that is open."""

    item_id: int
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment received: amount, value date, and what the payer said it is for.

    `instruction` is what the payer ordered item by item; without one, `references` (texts of a remittance advice,
    matched whole with those of the items) say it. `charges` is who pays the banks: OUR (ISO 20022: DEBT), SHA (SHAR)
    or BEN (CRED); None when it is not known.
    """

    amount: Money
    value_on: date
    instruction: tuple[Named, ...] = ()
    references: tuple[str, ...] = ()
    charges: Literal["OUR", "SHA", "BEN"] | None = None
    cross_border: bool = False

    @property
    def may_be_short(self) -> bool:
        """Whether banks on the way may have deducted their charges."""
        return self.cross_border if self.charges is None else self.charges != "OUR"


@dataclass(frozen=True, slots=True)
class LineRate:
    """The dated rate of a line between two currencies.

    `rate` is exact minor units of the item's currency for one of the payment's; `difference` is what rounding added
    to what is settled, an exact fraction of a minor unit.
    """

    rate: Fraction
    quotes: tuple[Quote, ...]
    difference: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """`settles` is what the item's open amount falls by, in its currency; `takes` is what the payment gives for it.

    A credit that the payer deducted has both below zero. A bank charge takes nothing: it is written off.
    """

    item_id: int
    settles: Money
    takes: Money
    rule: Rule
    reason: str
    rate: LineRate | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """All of a payment: lines and unapplied cash add up to it, or it cannot be built (ValueError).

    `unapplied_reason` says why something is left; `unknown` are references that name no item; `remarks` are whole
    sentences to show. `confidence` is the profile's, None for a house order.
    """

    amount: Money
    value_on: date
    profile: str
    lines: tuple[Line, ...]
    unapplied: Money
    unapplied_reason: str
    unknown: tuple[str, ...]
    remarks: tuple[str, ...]
    confidence: Mark | None
    reversal: bool = False

    def __post_init__(self) -> None:
        total = self.unapplied
        for line in self.lines:
            total = total + line.takes
        if total != self.amount:
            raise ValueError("what is allocated and what is left do not make the payment")


def reverse(allocation: Allocation) -> Allocation:
    """The inverse: it opens again what was settled (a returned debit, a bounced cheque). Twice gives the first back."""
    lines = tuple(
        replace(
            line,
            settles=-line.settles,
            takes=-line.takes,
            rate=line.rate and replace(line.rate, difference=-line.rate.difference),
        )
        for line in reversed(allocation.lines)
    )
    return replace(
        allocation,
        amount=-allocation.amount,
        lines=lines,
        unapplied=-allocation.unapplied,
        reversal=not allocation.reversal,
    )


def settled(items: Iterable[OwedItem], allocation: Allocation) -> list[OwedItem]:
    """The items after the allocation, all else as it was, due dates too. KeyError for a line of an item not given."""
    after = {item.id: item for item in items}
    for line in allocation.lines:
        item = after[line.item_id]
        after[line.item_id] = replace(item, open=item.open - line.settles)
    return list(after.values())
