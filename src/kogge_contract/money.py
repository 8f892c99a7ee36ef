"""Exact amounts on the wire: a decimal string with its ISO 4217 currency."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

_DECIMALS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


def _only_exact(value: object) -> object:
    if isinstance(value, (float, bool)):
        message = "an amount is a decimal string or an integer, never a float"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a validation error
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


Amount = Annotated[
    Decimal,
    Field(allow_inf_nan=False, max_digits=24, decimal_places=6),
    BeforeValidator(_only_exact),
    PlainSerializer(_plain, return_type=str),
]


class Money(BaseModel):
    """An amount in major units of its currency (12.34 EUR); negative amounts are money given back."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    amount: Amount
    currency: CurrencyCode

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Self:
        """Build from a decimal string, an integer or a Decimal."""
        return cls(amount=Decimal(amount), currency=currency)


def decimals_of(currency: str) -> int:
    """Return how many decimals the smallest unit of a currency has (ISO 4217): 2 for most, 0 for JPY, 3 for KWD."""
    return _DECIMALS.get(currency, 2)
