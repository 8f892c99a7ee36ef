"""Decides which value added tax a line bears, and keeps the way to the decision: pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kogge.taxes.rates import STANDARD_RATED, RateTable, TaxClass, TaxRate
from kogge.taxes.territories import Territory, find_territory


class Scheme(StrEnum):
    """How a supply is taxed."""

    DOMESTIC = "domestic"
    OSS = "oss"
    LOCAL = "local"
    ORIGIN = "origin"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    MARKETPLACE = "marketplace"
    SMALL_BUSINESS = "small_business"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sells: where the company is, where else it is registered, and which special schemes it uses on the day.

    `uses_oss`: the Union scheme of the One-Stop-Shop. `is_small_business`: § 19 UStG.
    """

    country: str
    registrations: frozenset[str] = frozenset()
    uses_oss: bool = False
    is_small_business: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An address as far as tax asks for it."""

    country: str
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """What is sold, from where to where, to whom, on which day.

    `buyer_vat_country` is the country of the buyer's VAT id where that id is valid, else empty: a private buyer.
    """

    origin: Place
    destination: Place
    on: date
    tax_class: TaxClass = STANDARD_RATED
    buyer_vat_country: str = ""
    collected_by_platform: bool = False


class Question(StrEnum):
    """What is asked on the way to a decision."""

    COLLECTED_BY_PLATFORM = "collected_by_platform"
    DESTINATION_KNOWN = "destination_known"
    STARTS_IN_UNION = "starts_in_union"
    SMALL_BUSINESS = "small_business"
    TAXED_AT_HOME = "taxed_at_home"
    ENDS_IN_UNION = "ends_in_union"
    SAME_COUNTRY = "same_country"
    BUYER_IS_BUSINESS = "buyer_is_business"
    USES_OSS = "uses_oss"
    REGISTERED_AT_DESTINATION = "registered_at_destination"


@dataclass(frozen=True, slots=True)
class TaxStep:
    """One question on the way to a decision, its answer, and what it was asked of (countries)."""

    question: Question
    answer: bool
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaxDecision:
    """Scheme, rate in per cent (0 where the supply bears none of ours), whose rate it is, and why.

    `law` is the source of the rule that decided; `rate` the row of the table that was applied, None without tax.
    """

    scheme: Scheme
    law: str
    percent: Decimal
    rate: TaxRate | None
    steps: tuple[TaxStep, ...]

    @property
    def place(self) -> str:
        """Whose tax it is; empty without one."""
        return self.rate.place if self.rate else ""


LAWS = {
    Scheme.MARKETPLACE: "Directive 2006/112/EC, Art. 14a and 136a; § 3 Abs. 3a and § 4 Nr. 4c UStG",
    Scheme.SMALL_BUSINESS: "Directive 2006/112/EC, Art. 284; § 19 UStG",
    Scheme.EXPORT: "Directive 2006/112/EC, Art. 146; § 4 Nr. 1a and § 6 UStG",
    Scheme.REVERSE_CHARGE: "Directive 2006/112/EC, Art. 138; § 4 Nr. 1b and § 6a UStG",
    Scheme.DOMESTIC: "Directive 2006/112/EC, Art. 32; § 3 Abs. 6 UStG",
    Scheme.OSS: "Directive 2006/112/EC, Art. 33 and 369a to 369k; § 3c and § 18j UStG",
    Scheme.LOCAL: "Directive 2006/112/EC, Art. 33; § 3c UStG",
    Scheme.ORIGIN: "Directive 2006/112/EC, Art. 59c; § 3c Abs. 4 UStG",
    Scheme.UNDECIDED: "",
}


def decide_tax(supply: Supply, supplier: Supplier, rates: RateTable) -> TaxDecision:
    """Return which tax a supply of goods bears, with the questions that led there. Raises RateUnknown."""
    origin = find_territory(supply.origin.country, supply.origin.postal_code)
    destination = find_territory(supply.destination.country, supply.destination.postal_code)
    trace = _Trace()
    scheme = _find_scheme(supply, supplier, origin, destination, trace)
    taxed = {Scheme.DOMESTIC: destination, Scheme.OSS: destination, Scheme.LOCAL: destination, Scheme.ORIGIN: origin}
    place = taxed.get(scheme)
    rate = rates.get(place.rates, supply.tax_class.level_in(place.rates), supply.on) if place else None
    return TaxDecision(scheme, LAWS[scheme], rate.percent if rate else Decimal(0), rate, tuple(trace.steps))


@dataclass(slots=True)
class _Trace:
    """Notes each question with its answer."""

    steps: list[TaxStep] = field(default_factory=list)

    def asks(self, question: Question, answer: bool, **values: str) -> bool:  # noqa: FBT001 - reads as a question
        self.steps.append(TaxStep(question, answer, values))
        return answer


def _find_scheme(
    supply: Supply, supplier: Supplier, origin: Territory, destination: Territory, trace: _Trace
) -> Scheme:
    """Ask in the order in which the law excludes: who owes the tax, whether goods leave the Union, who buys."""
    if trace.asks(Question.COLLECTED_BY_PLATFORM, supply.collected_by_platform):
        return Scheme.MARKETPLACE
    if not (
        trace.asks(Question.DESTINATION_KNOWN, bool(destination.country))
        and trace.asks(Question.STARTS_IN_UNION, origin.is_in_union, country=origin.country)
    ):
        return Scheme.UNDECIDED
    small = supplier.is_small_business and origin.country == supplier.country
    if trace.asks(Question.SMALL_BUSINESS, small) and trace.asks(
        Question.TAXED_AT_HOME, _is_taxed_at_home(supply, supplier, origin, destination)
    ):
        return Scheme.SMALL_BUSINESS
    if not trace.asks(Question.ENDS_IN_UNION, destination.is_in_union, country=destination.country):
        return Scheme.EXPORT
    if trace.asks(Question.SAME_COUNTRY, origin.country == destination.country, country=origin.country):
        return Scheme.DOMESTIC
    return _find_scheme_across_borders(supply, supplier, destination, trace)


def _is_taxed_at_home(supply: Supply, supplier: Supplier, origin: Territory, destination: Territory) -> bool:
    """Tell whether a small business's supply is one of its home country, and so free.

    Elsewhere are distance sales alone that it declares there (Art. 33). A supply to another member state's business
    stays: small businesses have no exemption of intra-Community supplies (Art. 139 para. 1; § 19 UStG).
    """
    declares_there = supplier.uses_oss or destination.country in supplier.registrations
    leaves = destination.is_in_union and destination.country != origin.country and declares_there
    return not leaves or _is_abroad(supply)


def _find_scheme_across_borders(supply: Supply, supplier: Supplier, destination: Territory, trace: _Trace) -> Scheme:
    if trace.asks(Question.BUYER_IS_BUSINESS, _is_abroad(supply), country=supply.buyer_vat_country):
        return Scheme.REVERSE_CHARGE
    if trace.asks(Question.USES_OSS, supplier.uses_oss):
        return Scheme.OSS
    registered = destination.country in {supplier.country, *supplier.registrations}
    if trace.asks(Question.REGISTERED_AT_DESTINATION, registered, country=destination.country):
        return Scheme.LOCAL
    return Scheme.ORIGIN


def _is_abroad(supply: Supply) -> bool:
    """Tell whether the buyer is registered in another member state than the goods come from (Art. 138 para. 1)."""
    buyer = supply.buyer_vat_country
    return bool(buyer) and find_territory(buyer).is_in_union and find_territory(buyer).country != supply.origin.country
