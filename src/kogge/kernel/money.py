"""Money as integer minor units: exact on every database and in every sum."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from typing import Self

from kogge.kernel.errors import KoggeError

MAX_MINOR = 2**63 - 1
"""The largest amount a database's signed 64-bit column holds."""

# ISO 4217, not CLDR: display libraries show some currencies (RSD, ALL, IQD) with fewer decimals than are booked.
_EXPONENTS = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)

_EXACT = Context(prec=60, traps=[Inexact])


class AmountNotRepresentable(KoggeError):
    """An amount is finer than its currency's smallest unit, too large, or not a number."""

    code = "amount_not_representable"


class CurrenciesDiffer(KoggeError):
    """Amounts of two currencies were to be added or compared."""

    code = "currencies_differ"


def exponent_of(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217): 2 for most, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn major units into integer minor units of `currency`, exactly.

    Raises AmountNotRepresentable rather than rounding.
    """
    if not amount.is_finite():
        message = f"{amount} is not an amount of {currency}"
        raise AmountNotRepresentable(message)
    try:
        minor = int(amount.scaleb(exponent_of(currency), _EXACT).to_integral_exact(context=_EXACT))
    except Inexact:
        message = f"{amount} {currency} cannot be booked: {currency} has {exponent_of(currency)} decimals"
        raise AmountNotRepresentable(message) from None
    if abs(minor) > MAX_MINOR:
        message = f"{amount} {currency} cannot be booked: it is too large"
        raise AmountNotRepresentable(message)
    return minor


def to_major(minor: int, currency: str) -> Decimal:
    """Turn integer minor units of `currency` into major units, with the currency's decimals."""
    return Decimal(minor).scaleb(-exponent_of(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` units (cents; yen; fils) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Self:
        """Build from major units. Raises AmountNotRepresentable."""
        return cls(to_minor(Decimal(amount), currency), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's decimals."""
        return to_major(self.minor, self.currency)

    def __add__(self, other: Self) -> Self:
        """Add an amount of the same currency. Raises CurrenciesDiffer."""
        self._require_same_currency(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        """Subtract an amount of the same currency. Raises CurrenciesDiffer."""
        self._require_same_currency(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __neg__(self) -> Self:
        """Return the amount with its sign turned."""
        return type(self)(-self.minor, self.currency)

    def __str__(self) -> str:
        """Read as `12.34 EUR`, for logs and the command line."""
        return f"{self.amount:f} {self.currency}"

    def _require_same_currency(self, other: Self) -> None:
        if self.currency != other.currency:
            message = f"{self} and {other} are of two currencies"
            raise CurrenciesDiffer(message)
