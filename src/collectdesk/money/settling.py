"""Deciding what a payment settles.

Order of rules: what the payer names, a written agreement, the creditor's choice where the law gives one, then the
default order of the profile. What the payer named is never exceeded in silence: the rest stays unapplied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from collectdesk.i18n import _
from collectdesk.money.allocation import Allocation, Line, LineRate, Named, Receipt, Rule
from collectdesk.money.allocation_rules import ChargeTolerance, Profile
from collectdesk.money.amount import Money
from collectdesk.money.debts import Debt, OwedItem, debts_of, shares, tiers
from collectdesk.money.fx import Quote, Rates
from collectdesk.money.no_figure import NoFigure
from collectdesk.money.rounding import whole

_SAME = (Fraction(1), ())
"""The rate within one currency."""


def allocate(
    items: Sequence[OwedItem],
    receipt: Receipt,
    name: str,
    profile: Profile,
    *,
    agreed_order: Sequence[int] = (),
    creditor_order: Sequence[int] = (),
    rates: Rates | None = None,
    tolerance: ChargeTolerance | None = None,
) -> Allocation:
    """Decide what a payment settles by a profile.

    `agreed_order` and `creditor_order` are item ids. Items in another currency are settled only with `rates`, at
    the rate of the value date. With a `tolerance`, a shortfall that bank charges explain is written off. The order
    in which items are given makes no difference. Raises ValueError for a payment that is not above zero, an item
    given twice or named but not given, or a debt in two currencies.
    """
    if not agreed_order and not creditor_order and _is_plain(items, receipt, profile):
        line = Line(items[0].id, items[0].open, receipt.amount, "debtor", _("the payer named it"))
        return _allocation(receipt, name, profile, [line], 0)
    settling = _Settling(items, receipt, profile, rates)
    decided = False
    for step in profile.steps:
        if step == "debtor" and (receipt.instruction or receipt.references):
            settling.as_named()
            decided = True
        elif step == "agreement" and not decided:
            settling.in_order(agreed_order, "agreement")
        elif step == "creditor" and not decided:
            settling.in_order(creditor_order, "creditor")
        elif step == "default" and not decided:
            settling.by_default()
    if tolerance is not None:
        settling.write_off_charges(tolerance)
    return settling.result(name)


def _is_plain(items: Sequence[OwedItem], receipt: Receipt, profile: Profile) -> bool:
    """Whether one item is given, the payer named it, and the payment is what is open on it: most lines of a bank.

    Then there is nothing to weigh up.
    """
    return (
        len(items) == 1
        and items[0].open == receipt.amount
        and receipt.amount.minor > 0
        and receipt.instruction == (Named(items[0].id),)
        and "debtor" in profile.steps
    )


def _allocation(
    receipt: Receipt,
    name: str,
    profile: Profile,
    lines: Iterable[Line],
    left: int,
    why_left: str = "",
    unknown: Iterable[str] = (),
    remarks: Iterable[str] = (),
) -> Allocation:
    return Allocation(
        amount=receipt.amount,
        value_on=receipt.value_on,
        profile=name,
        lines=tuple(lines),
        unapplied=Money(left, receipt.amount.currency),
        unapplied_reason=why_left,
        unknown=tuple(unknown),
        remarks=tuple(dict.fromkeys((*remarks, _(profile.note)) if profile.note else remarks)),
        confidence=profile.confidence,
    )


class _Settling:
    """The working of `allocate`. Amounts are minor units: `left` of the payment's currency, the rest of the item's."""

    def __init__(
        self, items: Sequence[OwedItem], receipt: Receipt, profile: Profile, rates: Rates | None
    ) -> None:
        if receipt.amount.minor <= 0:
            raise ValueError("a payment is above zero")
        self._receipt = receipt
        self._profile = profile
        self._rates = rates
        self._items = {item.id: item for item in items}
        self._debts = debts_of(items, profile)
        self._debt_of = {item.id: debt for debt in self._debts for item in debt.items}
        self._open = {item.id: item.open.minor for item in items}
        self._left = receipt.amount.minor
        self._lines: list[Line] = []
        self._aims: dict[int, int] = {}
        self._named = False
        self._meant: set[int] = set()
        self._unknown: list[str] = []
        self._remarks: dict[str, None] = {}

    def as_named(self) -> None:
        """Settle what the payer named, first deducting the credits named beside it."""
        self._named = True
        named = list(self._receipt.instruction) or self._referred()
        for one in named:
            if one.item_id not in self._items:
                raise ValueError(f"the item {one.item_id} is named but not given")
        self._meant = {one.item_id for one in named}
        aims = [(debt, one.minor) for one in named if (debt := self._designated(one)) is not None]
        self._deduct_credits(named, aims)
        for debt, most in aims:
            self._pay_debt(debt, "debtor", _("the payer named it"), most=most)

    def in_order(self, order: Sequence[int], rule: Rule) -> None:
        """Settle items in an order that was agreed or chosen."""
        reason = _("the order that was agreed") if rule == "agreement" else _("the order the creditor chose")
        for item_id in order:
            item = self._items.get(item_id)
            if item is None:
                raise ValueError(f"the item {item_id} is named but not given")
            self._pay_debt(Debt((item,)), rule, reason)

    def by_default(self) -> None:
        """Settle by the profile's order; debts that are alike share what is left by their size."""
        next_one = _("next in the order of {citation}").format(citation=self._profile.citation)
        alike = _("shared by size with what ranks alike in the order of {citation}").format(
            citation=self._profile.citation
        )
        for tier in tiers(self._debts, self._profile, self._receipt.value_on):
            costs = [self._cost_of(debt) for debt in tier]
            if sum(costs) <= self._left:
                for debt in tier:
                    self._pay_debt(debt, "default", next_one)
                continue
            reason = alike if len(tier) > 1 else next_one
            for debt, budget in zip(tier, shares(self._left, costs), strict=True):
                self._pay_debt(debt, "default", reason, budget=budget)

    def write_off_charges(self, tolerance: ChargeTolerance) -> None:
        """Write off what bank charges explain, where the payment may have been short by them."""
        currency = self._receipt.amount.currency
        if self._left or not self._receipt.may_be_short or not self._aims:
            return
        if any(self._items[item_id].open.currency != currency for item_id in self._aims):
            return
        paid = dict.fromkeys(self._aims, 0)
        for line in self._lines:
            if line.item_id in paid:
                paid[line.item_id] += line.settles.minor
        due = sum(self._aims.values())
        short = due - sum(paid.values())
        if not tolerance.covers(Money(short, currency), Money(due, currency)):
            return
        for item_id, aim in self._aims.items():
            rest = Money(aim - paid[item_id], currency)
            if rest.minor > 0:
                reason = _("within the tolerance for bank charges")
                self._lines.append(Line(item_id, rest, Money(0, currency), "bank_charge", reason))
                self._open[item_id] -= rest.minor

    def result(self, name: str) -> Allocation:
        """What has been decided."""
        return _allocation(
            self._receipt, name, self._profile, self._lines, self._left,
            self._why_left(), self._unknown, self._remarks,
        )  # fmt: skip

    def _why_left(self) -> str:
        if not self._left:
            return ""
        if self._named and not self._lines:
            return _("nothing of what the payer named is open here")
        if self._named:
            return _("it is more than what the payer named")
        if any(self._open[item.id] > 0 for debt in self._debts for item in debt.items):
            return _(
                "what is still open is disputed, not recognised, without a rate, or for the payer to name"
            )
        return _("it is more than what is open")

    def _referred(self) -> list[Named]:
        """The items that the references name, each once, in the order of the references and then of number."""
        by_text: dict[str, list[int]] = {}
        for item in self._items.values():
            for reference in item.references:
                by_text.setdefault(_folded(reference), []).append(item.id)
        found: dict[int, Named] = {}
        for reference in self._receipt.references:
            ids = by_text.get(_folded(reference), []) if _folded(reference) else []
            if not ids:
                self._unknown.append(reference)
            for item_id in sorted(ids):
                found.setdefault(item_id, Named(item_id))
        return list(found.values())

    def _designated(self, named: Named) -> Debt | None:
        """What naming an item means: the item itself, or the debt it belongs to. None for a credit or nothing open."""
        item = self._items[named.item_id]
        if item.open.minor <= 0:
            return None
        if self._profile.designates == "item":
            return Debt((item,))
        debt = self._debt_of[item.id]
        rank = self._profile.inside.index
        if any(rank(other.kind) < rank(item.kind) and self._free(other) for other in debt.items):
            self._remarks[_("The payer named a part of a debt; the order inside the debt stands.")] = None
        return debt

    def _deduct_credits(self, named: Sequence[Named], aims: Sequence[tuple[Debt, int | None]]) -> None:
        """Use credits the payer named, in the payment's currency and no more than the rest of what he named needs."""
        if all(self._open[one.item_id] >= 0 for one in named):
            return
        currency = self._receipt.amount.currency
        wanted: dict[int, int] = {}
        for debt, most in aims:
            total = sum(self._free(item) for item in debt.items if item.open.currency == currency)
            more = total if most is None else max(most, 0)
            wanted[debt.id] = min(total, wanted.get(debt.id, 0) + more)
        need = sum(wanted.values()) - self._left
        for one in named:
            item = self._items[one.item_id]
            free = -self._open[item.id]
            if free <= 0 or item.open.currency != currency or need <= 0:
                continue
            used = min(free, need, free if one.minor is None else abs(one.minor))
            if used > 0:
                money = Money(-used, currency)
                self._lines.append(Line(item.id, money, money, "credit", _("the payer deducted it")))
                self._open[item.id] += used
                self._left += used
                need -= used

    def _free(self, item: OwedItem) -> int:
        """How much of an item may be settled: all of it where the payer named that item itself."""
        still = self._open[item.id]
        if item.id not in self._meant:
            if not item.recognised:
                return 0
            if self._profile.disputed == "held":
                still -= max(0, item.disputed_minor)
        return max(0, still)

    def _cost_of(self, debt: Debt) -> int:
        """What settling the debt takes from the payment; nothing where no rate is given."""
        total = 0
        for item in debt.items:
            rate = self._rate(item)
            free = self._free(item)
            if rate is not None and free:
                total += _cost(free, rate[0])
        return total

    def _pay_debt(
        self,
        debt: Debt,
        rule: Rule,
        reason: str,
        *,
        most: int | None = None,
        budget: int | None = None,
    ) -> None:
        """Settle a debt's items in turn: at most `most` of its currency, with at most `budget` of the payment."""
        for item in debt.items:
            free = self._free(item)
            wanted = free if most is None else min(free, max(most, 0))
            may_take = self._left if budget is None else min(self._left, budget)
            if self._named or (wanted and may_take):
                self._aims.setdefault(item.id, wanted)
            line = self._line(item, wanted, may_take, rule, reason)
            if line is None:
                continue
            self._lines.append(line)
            self._open[item.id] -= line.settles.minor
            self._left -= line.takes.minor
            most = None if most is None else most - line.settles.minor
            budget = None if budget is None else budget - line.takes.minor

    def _line(self, item: OwedItem, wanted: int, may_take: int, rule: Rule, reason: str) -> Line | None:
        found = self._rate(item)
        if found is None or wanted <= 0 or may_take <= 0:
            return None
        rate, quotes = found
        takes, settles = _cost(wanted, rate), wanted
        if takes > may_take:
            exact = may_take * rate
            takes, settles = may_take, min(wanted, whole(exact.numerator, exact.denominator))
        if settles <= 0:
            return None
        return Line(
            item.id,
            Money(settles, item.open.currency),
            Money(takes, self._receipt.amount.currency),
            rule,
            reason,
            LineRate(rate, quotes, settles - takes * rate) if quotes else None,
        )

    def _rate(self, item: OwedItem) -> tuple[Fraction, tuple[Quote, ...]] | None:
        """Minor units of the item's currency for one of the payment's, on the value date."""
        if item.open.currency == self._receipt.amount.currency:
            return _SAME
        if self._rates is None:
            return None
        found = self._rates.convert(self._receipt.amount, item.open.currency, self._receipt.value_on)
        if isinstance(found, NoFigure):
            self._remarks[found.reason] = None
            return None
        return found.rate, found.quotes


def _cost(wanted: int, rate: Fraction) -> int:
    """Minor units of the payment for so many of the item; never nothing."""
    return max(1, whole(wanted * rate.denominator, rate.numerator))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
