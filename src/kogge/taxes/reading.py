"""Reads the table of rates that comes with Kogge."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from kogge.taxes.rates import RateLevel, RateTable, TaxRate


@cache
def read_rates() -> RateTable:
    """Return the rates of the Union's countries since the One-Stop-Shop began (2021-07-01; Germany's since 2021)."""
    text = resources.files("kogge.taxes.data").joinpath("rates.csv").read_text(encoding="utf-8")
    return RateTable(
        TaxRate(
            row["place"],
            RateLevel(row["level"]),
            Decimal(row["percent"]),
            date.fromisoformat(row["valid_from"]),
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )
