"""How Orders v0 writes names, times and money that v2026-01-01 writes otherwise."""

from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any

from amazon_emulator.times import parse_time

# Everything else is UPPER_SNAKE turned to CamelCase.
_STATUSES = {"CANCELLED": "Canceled"}
CHANNELS = {"MERCHANT": "MFN", "AMAZON": "AFN"}


def camel(name: str) -> str:
    """Turn UPPER_SNAKE to CamelCase."""
    return "".join(part.capitalize() for part in name.split("_"))


def status_v0(status: str) -> str:
    """Return an order's status under its older name."""
    return _STATUSES.get(status, camel(status))


def seconds(moment: object) -> str | None:
    """Return a time without milliseconds: UTC, Z; None where there is none."""
    if not isinstance(moment, str):
        return None
    return parse_time(moment).astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def money_v0(money: object) -> dict[str, str] | None:
    """Return an amount with its older field names; None where there is none."""
    if not isinstance(money, dict) or "amount" not in money:
        return None
    return {"CurrencyCode": str(money.get("currencyCode", "")), "Amount": str(money["amount"])}


def discount_v0(money: object) -> dict[str, str] | None:
    """Return a discount the way v0 tells it: as a positive amount."""
    amount = money_v0(money)
    return amount and amount | {"Amount": f"{abs(Decimal(amount['Amount'])):f}"}


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that there is something to say about."""
    return {name: value for name, value in fields.items() if value not in (None, {}, [], "")}
