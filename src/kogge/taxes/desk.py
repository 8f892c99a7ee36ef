"""Decides about the supplies of one company, and words each decision as a document keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kogge.taxes.decisions import Supply, TaxDecision, decide_tax
from kogge.taxes.rates import RateTable
from kogge.taxes.suppliers import SupplierHistory
from kogge.taxes.territories import Territory, find_territory


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
        self._known: dict[tuple[object, ...], Decided] = {}

    def decide(self, supply: Supply) -> Decided:
        """Return the decision about a supply. Raises RateUnknown."""
        origin = find_territory(supply.origin.country, supply.origin.postal_code)
        destination = find_territory(supply.destination.country, supply.destination.postal_code)
        # What the law asks of places is their territory: a postal code of its own needs no decision of its own.
        alike = (
            origin,
            destination,
            supply.on,
            supply.tax_class,
            supply.buyer_vat_country,
            supply.collected_by_platform,
        )
        known = self._known.get(alike)
        if known is None:
            decision = decide_tax(supply, self._supplier.on(supply.on), self._rates)
            described = describe_decision(supply, decision, origin, destination)
            known = self._known[alike] = Decided(decision, described)
        return known


def describe_decision(
    supply: Supply, decision: TaxDecision, origin: Territory, destination: Territory
) -> dict[str, Any]:
    """Return a decision as a document keeps it: JSON, without a word of who bought."""
    rate = decision.rate
    return {
        "scheme": decision.scheme.value,
        "law": decision.law,
        "percent": str(decision.percent),
        "level": (rate.level if rate else supply.tax_class.level).value,
        "origin": origin.country,
        "destination": destination.country,
        "on": supply.on.isoformat(),
        "place": decision.place,
        "valid_from": rate.valid_from.isoformat() if rate else "",
        "source": rate.source if rate else "",
        "steps": [[step.question.value, step.answer, step.values] for step in decision.steps],
    }
