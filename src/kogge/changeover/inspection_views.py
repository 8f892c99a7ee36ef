"""Pages of what searches found: old documents to take over, duplicates, and the shadow run."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover import inspections, queries
from kogge.changeover.adoption import services as adoption
from kogge.changeover.adoption.services import Outcome
from kogge.changeover.duplicates import services as duplicates
from kogge.changeover.inspection_forms import (
    AdoptionFilters,
    ComparisonFilters,
    DuplicateFilters,
    OldIdentitiesForm,
    SinceForm,
)
from kogge.changeover.inspection_tables import AdoptionTable, ComparisonTable, DuplicateTable
from kogge.changeover.inspection_wording import ADOPTION_REFUSALS, INSPECTIONS, word_counts
from kogge.changeover.models import Inspection, InspectionKind, InspectionState
from kogge.changeover.pages import get_platform
from kogge.changeover.wording import word_refusal
from kogge.changeover.workflows import enqueue_inspection
from kogge.companies.permissions import Right
from kogge.documents.bulk_actions import tell_outcomes
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.actions import BulkAction
from kogge.web.formats import format_count
from kogge.web.lists import ListPage

LIVE_S = 5
STATE_TARGET = "search-state"
SHOWN_NUMBERS = 10
COMPARED = timedelta(days=30)


class InspectionList(ListPage):
    """What the last search of a kind found at a platform."""

    kind: ClassVar[InspectionKind]
    shares_layout = True
    template_name = "changeover/inspection.html"

    @cached_property
    def platform(self) -> Platform:
        """Return the platform of the address."""
        return get_platform(self.request, self.kwargs["platform_id"])

    @cached_property
    def last(self) -> Inspection | None:
        """Return the last search."""
        return queries.find_last(self.platform, self.kind)

    def get(self, request: OfficeRequest, **values: object) -> HttpResponseBase:
        """Answer with the search's state alone while it keeps itself up to date."""
        if request.htmx and request.htmx.target == STATE_TARGET:
            return self.answer_live("changeover/inspection_state.html", self.add_context())
        return super().get(request, **values)

    def find_live_s(self) -> int:
        """Look again while a search is under way."""
        return LIVE_S if self.last and self.last.state == InspectionState.RUNNING else 0

    def add_context(self) -> dict[str, object]:
        """Say what was looked for, and how far it is."""
        return {
            "platform": self.platform,
            "kind": self.kind.value,
            "last": self.last,
            "words": INSPECTIONS[self.kind],
            "found": word_counts(self.last),
        }


def _adopt(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _tell(
        request, adoption.adopt_all(ids, actor=request.membership.user, now=_now()), gettext("Taken over: %(number)s.")
    )


def _undo(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _tell(
        request, adoption.undo_all(ids, actor=request.membership.user, now=_now()), gettext("Given back: %(number)s.")
    )


def _tell(request: OfficeRequest, outcome: Outcome, done: str) -> None:
    if outcome.done:
        messages.success(request, done % {"number": format_count(outcome.done)})
    for refusal, number in outcome.refused.items():
        words = gettext("Left as they are: %(number)s. %(reason)s")
        messages.warning(request, words % {"number": format_count(number), "reason": ADOPTION_REFUSALS[refusal]})


class AdoptionList(InspectionList):
    """Old documents and customers, with the orders and buyers that they may belong to."""

    kind = InspectionKind.ADOPTION
    title = _("Old documents to take over")
    introduction = _(
        "What the old installation made before is found among the platform's orders. What you take over becomes no "
        "document a second time, and its customer keeps the number. Nothing is changed before you choose."
    )
    table_class = AdoptionTable
    filters_class = AdoptionFilters
    empty_title = _("Nothing is proposed")
    empty_hint = _("Start the search; it compares the orders of the Cloud with documents that belong to no order.")
    actions: ClassVar = (
        BulkAction("adopt", _("Take over"), "check", Right.ADMINISTER_PLATFORMS, _adopt),
        BulkAction("undo", _("Give back"), "history", Right.ADMINISTER_PLATFORMS, _undo),
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's proposals, the surest first."""
        return queries.list_adoptions(self.platform)


def _archive_surplus(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    tell_outcomes(request, duplicates.archive_surplus(_ids(rows), actor=request.membership.user, now=_now()))


def _swap(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    tell_outcomes(request, duplicates.swap(_ids(rows), actor=request.membership.user, now=_now()))


def _dismiss(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    tell_outcomes(request, duplicates.dismiss(_ids(rows), actor=request.membership.user, now=_now()))


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


class DuplicateList(InspectionList):
    """Pairs of documents of one order, with what is proposed."""

    kind = InspectionKind.DUPLICATES
    title = _("Duplicates")
    introduction = _(
        "Two documents of one order: the one that was converted or posted is to stay, else the one that the order "
        "leads to, else the older one. The surplus one goes into the archive, cancelled if it is open; nothing is "
        "deleted."
    )
    table_class = DuplicateTable
    filters_class = DuplicateFilters
    empty_title = _("No duplicates found")
    empty_hint = _("Start the search; it compares order numbers, AucWebIDs, and buyer, total and day.")
    actions: ClassVar = (
        BulkAction("archive", _("Archive the surplus document"), "package", Right.ARCHIVE_DOCUMENTS, _archive_surplus),
        BulkAction("swap", _("Keep the other one"), "refresh", Right.ARCHIVE_DOCUMENTS, _swap),
        BulkAction("dismiss", _("No duplicate"), "x", Right.ARCHIVE_DOCUMENTS, _dismiss),
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's pairs, those to be decided first."""
        return queries.list_duplicates(self.platform)


class ShadowList(InspectionList):
    """Orders as the Cloud would take them, beside what the middleware made of them."""

    kind = InspectionKind.SHADOW
    title = _("Shadow run")
    introduction = _(
        "The Cloud reads the platform's orders and maps them, but creates nothing: each is compared with what the "
        "middleware made of it, by order number, lines, totals, tax and customer."
    )
    table_class = ComparisonTable
    filters_class = ComparisonFilters
    empty_title = _("Nothing was compared yet")
    empty_hint = _("Start the shadow run; it compares the orders of the last 30 days, or from the day that you enter.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's comparisons, what differs first."""
        return queries.list_comparisons(self.platform)


PAGES = {
    InspectionKind.ADOPTION: "changeover:adoptions",
    InspectionKind.ADOPT_SURE: "changeover:adoptions",
    InspectionKind.DUPLICATES: "changeover:duplicates",
    InspectionKind.SHADOW: "changeover:shadow",
}
"""Where what was found is shown."""


@action_needing(Right.ADMINISTER_PLATFORMS)
def start(request: OfficeRequest, platform_id: int, kind: str) -> HttpResponse:
    """Begin a search."""
    platform = get_platform(request, platform_id)
    if kind not in InspectionKind.values:
        raise Http404
    wanted = InspectionKind(kind)
    since = _read_since(request) if wanted is InspectionKind.SHADOW else None
    try:
        inspection = inspections.start_inspection(
            platform, wanted, actor=request.membership.user, now=_now(), since=since
        )
        enqueue_inspection(inspection.pk)
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    else:
        messages.success(request, gettext("The search has begun. You may leave this page meanwhile."))
    return redirect(PAGES[wanted], platform_id=platform.pk)


def _read_since(request: OfficeRequest) -> datetime:
    """Return from when on orders are compared: from the day that was entered, else for the last month."""
    form = SinceForm(request.POST)
    day = form.cleaned_data["since"] if form.is_valid() else None
    day = day or timezone.localdate() - COMPARED
    return timezone.make_aware(datetime.combine(day, time.min))


@needs(Right.ADMINISTER_PLATFORMS)
def enter_old_identities(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Enter the AucWebIDs of old documents."""
    platform = get_platform(request, platform_id)
    form = OldIdentitiesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data["lines"]
        unknown = adoption.save_identities(request.company, entered, actor=request.membership.user, now=_now())
        number = format_count(len(entered) - len(unknown))
        messages.success(request, gettext("AucWebIDs noted: %(number)s.") % {"number": number})
        if unknown:
            shown = ", ".join(unknown[:SHOWN_NUMBERS])
            words = gettext("No document has these numbers (%(number)s): %(shown)s")
            messages.warning(request, words % {"number": format_count(len(unknown)), "shown": shown})
        return redirect("changeover:adoptions", platform_id=platform.pk)
    return render(request, "changeover/old_identities.html", {"platform": platform, "form": form})


def _now() -> datetime:
    return datetime.now(UTC)
