"""An amount of money that cannot be wrong by construction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from collectdesk.money.currency import decimals
from collectdesk.money.rounding import Rounding, whole

if TYPE_CHECKING:
    from fractions import Fraction

_LARGEST = 30
"""More digits than this before the decimal mark, or zeros behind it, are no amount of money."""


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
        """From a decimal amount. ValueError when it is none, or has more decimals than the currency."""
        digits = decimals(currency)
        num, den = _ratio(amount)
        minor, rest = divmod(num * 10**digits, den)
        if rest:
            raise ValueError(f"{amount} has more decimals than {currency} allows ({digits})")
        return cls(minor, currency)

    @classmethod
    def rounded(cls, amount: Decimal | Fraction, currency: str, how: Rounding = Rounding.HALF_UP) -> Money:
        """From an exact amount in whole units, rounded to the minor unit; half up (away from zero) unless said."""
        num, den = _ratio(amount) if isinstance(amount, Decimal) else amount.as_integer_ratio()
        return cls(whole(num * 10 ** decimals(currency), den, how), currency)

    @property
    def amount(self) -> Decimal:
        """The decimal amount, with exactly the currency's decimals."""
        return Decimal(f"{self.minor}E-{decimals(self.currency)}")

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

    def times(self, factor: Fraction, how: Rounding = Rounding.HALF_UP) -> Money:
        """An exact multiple or part, rounded to the minor unit; half up (away from zero) unless said."""
        exact = self.minor * factor
        return Money(whole(exact.numerator, exact.denominator, how), self.currency)

    def __str__(self) -> str:
        """The plain machine form: "1234.56", with the currency's decimals and no grouping."""
        return f"{self.amount:f}"

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                f"{self.currency} and {other.currency} cannot be put together without a rate"
            )
        return other.minor


def _ratio(amount: Decimal | int | str) -> tuple[int, int]:
    """The exact ratio of whole numbers, whatever precision the surroundings are set to."""
    if not isinstance(amount, Decimal | int | str):
        raise TypeError("money is made from a Decimal, a whole number or their text")
    try:
        exact = Decimal(amount)
    except InvalidOperation as error:
        raise ValueError(f"{amount!r} is not an amount") from error
    if not exact.is_finite() or (exact and abs(exact.adjusted()) > _LARGEST):
        raise ValueError(f"{amount!r} is not an amount of money")
    return exact.as_integer_ratio() if exact else (0, 1)
