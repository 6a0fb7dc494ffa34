"""Items that are owed, the debts they belong to, and which debt comes before which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from collectdesk.money.allocation_rules import Criterion, Kind, Profile
from collectdesk.money.amount import Money

_NEVER = date.max


@dataclass(frozen=True, slots=True)
class OwedItem:
    """One open item as far as allocation needs it. A credit note is open below zero.

    Items with the same `debt` are one debt (principal with its interest, fees and costs); None is a debt of its
    own. `disputed_minor` is the part the customer disputes. `burden` ranks how much the debt weighs on the debtor,
    such as its interest rate; higher is heavier. `arisen_on` is when the debt came about, else the due date serves.
    `recognised` is False for costs that the debtor need not bear. `references` are the texts that name it in a
    remittance advice, such as its document number.
    """

    id: int
    kind: Kind
    open: Money
    due_on: date | None
    debt: str | None = None
    arisen_on: date | None = None
    disputed_minor: int = 0
    secured: bool = False
    burden: int = 0
    recognised: bool = True
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """The items of one debt in the order in which they are settled; all in one currency."""

    items: tuple[OwedItem, ...]

    @property
    def id(self) -> int:
        """The lowest number among its items."""
        return min(item.id for item in self.items)


def debts_of(items: Iterable[OwedItem], profile: Profile) -> list[Debt]:
    """The debts that have something open, by number. ValueError for one in two currencies, or an id given twice."""
    grouped: dict[tuple[str, int], list[OwedItem]] = {}
    seen: set[int] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(f"the item {item.id} is given twice")
        seen.add(item.id)
        if item.open.minor > 0:
            key = ("", item.id) if item.debt is None else (f"={item.debt}", 0)
            grouped.setdefault(key, []).append(item)
    debts = []
    for group in grouped.values():
        if len({item.open.currency for item in group}) > 1:
            raise ValueError(f"the debt {group[0].debt!r} has items in two currencies")
        debts.append(Debt(tuple(sorted(group, key=lambda item: _inside(item, profile)))))
    return sorted(debts, key=lambda debt: debt.id)


def tiers(debts: Iterable[Debt], profile: Profile, on: date) -> list[list[Debt]]:
    """The debts in the order of the profile on a day; those that are alike in all of it stand together."""
    by_key = [_CRITERIA[criterion] for criterion in profile.between]

    def key(debt: Debt) -> tuple[int, ...]:
        return tuple(criterion(debt, on) for criterion in by_key)

    ordered = sorted(debts, key=lambda debt: (key(debt), debt.id))
    found = [list(alike) for _key, alike in groupby(ordered, key=key)]
    if profile.ties == "in_order":
        return [[debt] for alike in found for debt in alike]
    return found


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in parts by weight that add up to it: rounded down, then one more to the largest remainders.

    Of equal remainders the first gets it. ValueError without any weight above zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("parts need weights, none below zero")
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % total), at))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def _inside(item: OwedItem, profile: Profile) -> tuple[int, date, int]:
    return profile.inside.index(item.kind), item.due_on or _NEVER, item.id


def _due(debt: Debt, on: date) -> int:
    return 0 if any(item.due_on is not None and item.due_on <= on for item in debt.items) else 1


def _secured(debt: Debt, on: date) -> int:
    return 1 if any(item.secured for item in debt.items) else 0


def _burdensome(debt: Debt, on: date) -> int:
    return -max(item.burden for item in debt.items)


def _age(debt: Debt, on: date) -> int:
    return min(item.arisen_on or item.due_on or _NEVER for item in debt.items).toordinal()


_CRITERIA: dict[Criterion, Callable[[Debt, date], int]] = {
    "due": _due,
    "less_secured": _secured,
    "burdensome": _burdensome,
    "older": _age,
}
