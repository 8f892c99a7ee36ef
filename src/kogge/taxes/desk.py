"""Decides about the supplies of one company, and words each decision as a document keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kogge.taxes.decisions import Supply, TaxDecision, decide_tax
from kogge.taxes.rates import RateTable
from kogge.taxes.suppliers import SupplierHistory


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, as it is and as a document keeps it."""

    decision: TaxDecision
    described: Mapping[str, Any]


class TaxDesk:
    """Decides for a company, by a table of rates; what was decided once is decided for all alike."""

    def __init__(self, supplier: SupplierHistory, rates: RateTable) -> None:
        """Open the desk for a company."""
        self._supplier = supplier
        self._rates = rates
        self._known: dict[Supply, Decided] = {}

    def decide(self, supply: Supply) -> Decided:
        """Return the decision about a supply. Raises RateUnknown."""
        known = self._known.get(supply)
        if known is None:
            decision = decide_tax(supply, self._supplier.on(supply.on), self._rates)
            known = self._known[supply] = Decided(decision, describe_decision(supply, decision))
        return known


def describe_decision(supply: Supply, decision: TaxDecision) -> dict[str, Any]:
    """Return a decision as a document keeps it: JSON, without a word of who bought."""
    rate = decision.rate
    return {
        "scheme": decision.scheme.value,
        "law": decision.law,
        "percent": str(decision.percent),
        "level": supply.level.value,
        "origin": supply.origin.country,
        "destination": supply.destination.country,
        "on": supply.on.isoformat(),
        "place": decision.place,
        "valid_from": rate.valid_from.isoformat() if rate else "",
        "source": rate.source if rate else "",
        "steps": [[step.question.value, step.answer, step.values] for step in decision.steps],
    }
