"""What an import's records are planned and written with."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from kogge.companies.models import Company, NumberRange, User
from kogge.customers.models import CustomerStatus
from kogge.data_imports.parsing import Setting
from kogge.data_imports.rules import Choices, RangeFacts
from kogge.documents.models import DocumentType
from kogge.documents.verification import GAP_FREE
from kogge.taxes.rates import RateLevel, RateUnknown
from kogge.taxes.reading import read_rates


@dataclass(frozen=True, slots=True)
class Context:
    """Whose records are taken over, how, by whom, and when."""

    company: Company
    choices: Choices
    actor: User | None
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The Office's zone, in which files write times."""
        return ZoneInfo(settings.TIME_ZONE)

    def find_status(self) -> CustomerStatus:
        """Return the status that new customers get: the chosen one, else the company's first."""
        rows = CustomerStatus.objects.filter(company=self.company).select_related("number_range")
        chosen = rows.filter(pk=self.choices.status_id) if self.choices.status_id else rows
        return chosen.order_by("pk")[:1].get()


def make_setting(company: Company, choices: Choices, today: date) -> Setting:
    """Return what a company's files are read with."""
    levels: dict[Decimal, str] = {}
    for level in reversed(RateLevel):
        try:
            levels[read_rates().get(company.country, level, today).percent] = level.value
        except RateUnknown:
            continue
    return Setting(choices, ZoneInfo(settings.TIME_ZONE), company.country, company.currency, levels)


def list_ranges(company: Company, user: type[DocumentType | CustomerStatus]) -> list[RangeFacts]:
    """Return the number ranges that document types, or statuses, take numbers from."""
    used = user._default_manager.filter(company=company).values_list("number_range", flat=True)  # noqa: SLF001 - Django's documented API
    gap_free = set(
        DocumentType.objects.filter(company=company, kind__in=GAP_FREE).values_list("number_range", flat=True)
    )
    rows = NumberRange.objects.filter(company=company, pk__in=list(used)).order_by("pk")
    return [RangeFacts(each.pk, each.prefix, each.width, each.next_number, each.pk in gap_free) for each in rows]


def list_importable_types(company: Company) -> list[DocumentType]:
    """Return the document types that open documents may become: none whose numbers must have no gap."""
    gap_free = {each.id for each in list_ranges(company, DocumentType) if each.is_gap_free}
    rows = DocumentType.objects.filter(company=company).exclude(kind__in=GAP_FREE).order_by("pk")
    return [each for each in rows if each.number_range_id not in gap_free]
