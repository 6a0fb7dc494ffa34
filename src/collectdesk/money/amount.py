"""An amount of money that cannot be wrong by construction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from collectdesk.money.currency import decimals


class CurrencyMismatch(ValueError):
    """Two currencies were to be added or compared without a dated rate."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency`: Money(123456, "EUR") is EUR 1,234.56, Money(500, "JPY") is JPY 500.

    Exact, hashable, and only ever added to its own currency. No float gets in.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("minor units are whole numbers")
        decimals(self.currency)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From a decimal amount. ValueError when it has more decimals than the currency."""
        if isinstance(amount, float):
            raise TypeError("money is never made from a float")
        scaled = Decimal(amount).scaleb(decimals(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} allows ({decimals(currency)})")
        return cls(int(scaled), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Money:
        """From a decimal amount, rounded half up (away from zero) to the minor unit."""
        return cls(int(amount.scaleb(decimals(currency)).to_integral_value(ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The decimal amount, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-decimals(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __str__(self) -> str:
        """The plain machine form: "1234.56", with the currency's decimals and no grouping."""
        return f"{self.amount:f}"

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                f"{self.currency} and {other.currency} cannot be put together without a rate"
            )
        return other.minor
