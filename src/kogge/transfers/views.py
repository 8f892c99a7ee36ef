"""Pages of a platform's offers: the list with its transfers, the register of settings, an offer's form."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.articles.listing import list_articles
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms.listing import list_platforms
from kogge.platforms.models import Platform
from kogge.platforms.registers import go_on
from kogge.transfers import services
from kogge.transfers.forms import AreasForm, OfferFilters, OfferForm, SettingsForm
from kogge.transfers.listing import find_last_transfer, list_offers, list_transfers
from kogge.transfers.models import Offer
from kogge.transfers.planning import list_price_rules
from kogge.transfers.rules import Area
from kogge.transfers.tables import OfferTable
from kogge.transfers.wording import AREAS, watch_transfer, word_problem
from kogge.transfers.workflows import enqueue_transfer
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.actions import BulkAction
from kogge.web.lists import ListPage

STOP_POLLING = 286
"""The status that tells HTMX to ask no further."""


def _send_again(request: OfficeRequest, rows: QuerySet[Offer]) -> None:
    number = services.send_again(_platform_of(rows), _ids(rows), actor=request.membership.user, now=_now())
    words = ngettext("%(number)s offer is sent again with the next transfer.",
                     "%(number)s offers are sent again with the next transfer.", number)  # fmt: skip
    messages.success(request, words % {"number": number})


def _switch(request: OfficeRequest, rows: QuerySet[Offer], *, is_active: bool) -> None:
    platform, actor = _platform_of(rows), request.membership.user
    number = services.switch_offers(platform, _ids(rows), is_active=is_active, actor=actor, now=_now())
    messages.success(
        request, ngettext("%(number)s offer changed.", "%(number)s offers changed.", number) % {"number": number}
    )


def _platform_of(rows: QuerySet[Offer]) -> Platform:
    return rows[0].platform


def _ids(rows: QuerySet[Offer]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


class OfferList(ListPage):
    """A platform's offers, with the transfer under way or the last one."""

    title = _("Offers")
    introduction = _(
        "What of your articles is sold on this platform. Only what changed is transferred; what the platform refused "
        "is sent again when it changes, or when you ask for it."
    )
    table_class = OfferTable
    filters_class = OfferFilters
    template_name = "transfers/offer_list.html"
    empty_title = _("Nothing is offered yet")
    empty_hint = _("Offer all articles, or single ones on their own pages. Then transfer stock and prices.")
    actions = (
        BulkAction("send-again", _("Send again"), "refresh", Right.TRANSFER_OFFERS, _send_again),
        BulkAction(
            "activate",
            _("Activate"),
            "check",
            Right.EDIT_ARTICLES,
            lambda request, rows: _switch(request, rows, is_active=True),
        ),
        BulkAction(
            "deactivate",
            _("Deactivate"),
            "x",
            Right.EDIT_ARTICLES,
            lambda request, rows: _switch(request, rows, is_active=False),
        ),
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's offers."""
        return list_offers(self.request.company, self.kwargs["platform_id"])

    def get(self, request: OfficeRequest, **values: object) -> HttpResponseBase:
        """Answer as every list does, with the platform and its last transfer beside."""
        platform = _get_platform(request, self.kwargs["platform_id"])
        response = super().get(request, **values)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data |= _describe(platform)
        return response


def _describe(platform: Platform) -> dict[str, Any]:
    transfer = find_last_transfer(platform)
    return {
        "platform": platform,
        "progress": watch_transfer(transfer, _now()) if transfer else None,
        "areas": AREAS.items(),
        "marketplaces": [each.marketplace for each in list_price_rules(platform)],
    }


@action_needing(Right.TRANSFER_OFFERS)
def start(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Transfer what changed of the chosen areas, and go back to the list, which shows the progress."""
    platform = _get_platform(request, platform_id)
    form = AreasForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what is to be transferred."))
        return redirect("transfers:offers", platform_id=platform.pk)
    areas = {Area(each) for each in form.cleaned_data["areas"]}
    try:
        transfer = services.start_transfer(platform, areas, user=request.membership.user, now=_now())
        if transfer is None:
            messages.info(request, gettext("Nothing has changed: there is nothing to transfer."))
        else:
            enqueue_transfer(transfer.pk)
    except KoggeError as error:
        reason = f"{word_problem(error.code, '')} {error}"
        messages.error(request, gettext("The transfer could not be started: %(reason)s") % {"reason": reason})
    return redirect("transfers:offers", platform_id=platform.pk)


def show_progress(request: OfficeRequest, transfer_id: int) -> HttpResponse:
    """Answer with the progress alone; the page asks for it while the transfer runs, and is shown anew at its end."""
    transfer = get_object_or_404(list_transfers(request.company), pk=transfer_id)
    progress = watch_transfer(transfer, _now())
    status = 200 if progress.is_running else STOP_POLLING
    response = render(request, "transfers/progress.html", {"progress": progress}, status=status)
    response.headers["Cache-Control"] = "no-store"
    if not progress.is_running:
        response.headers["HX-Refresh"] = "true"
    return response


@action_needing(Right.EDIT_ARTICLES)
def offer_all(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Offer every article that is not offered yet."""
    platform = _get_platform(request, platform_id)
    number = services.offer_articles(platform, None, actor=request.membership.user, now=_now())
    words = ngettext("%(number)s article is offered now.", "%(number)s articles are offered now.", number)
    messages.success(request, words % {"number": number})
    return redirect("transfers:offers", platform_id=platform.pk)


@action_needing(Right.EDIT_ARTICLES)
def offer_article(request: OfficeRequest, platform_id: int, article_id: int) -> HttpResponse:
    """Offer one article, under its number."""
    platform = _get_platform(request, platform_id)
    article = get_object_or_404(list_articles(request.company), pk=article_id)
    if services.offer_articles(platform, [article.pk], actor=request.membership.user, now=_now()):
        messages.success(request, gettext("The article is offered on %(platform)s now.") % {"platform": platform})
    else:
        messages.error(request, gettext("An offer of this platform has the article's number as its SKU already."))
    return redirect("articles:edit", article_id=article.pk)


@needs(Right.EDIT_ARTICLES)
def edit_offer(request: OfficeRequest, offer_id: int) -> HttpResponse:
    """Change an offer, and see what the platform took and refused."""
    offers = Offer.objects.filter(company=request.company).select_related("platform", "article")
    offer = get_object_or_404(offers, pk=offer_id)
    form = OfferForm(request.POST or None, offer=offer)
    if request.method == "POST" and form.is_valid():
        services.save_offer(form.apply(), actor=request.membership.user, now=_now())
        messages.success(request, gettext("Saved."))
        return redirect("transfers:offers", platform_id=offer.platform_id)
    table = OfferTable(offers.filter(pk=offer.pk), exclude=("sku", "article", "name"), orderable=False)
    return render(request, "transfers/offer.html", {"offer": offer, "form": form, "table": table})


@needs(Right.ADMINISTER_PLATFORMS)
def edit_settings(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Say how a platform's offers are made (register Offers)."""
    platform = _get_platform(request, platform_id)
    form = SettingsForm(request.POST or None, platform=platform)
    if request.method == "POST" and form.is_valid():
        services.save_settings(platform, form.read_plan(), actor=request.membership.user, now=_now())
        messages.success(request, gettext("Saved. It holds from the next transfer on."))
        return go_on(request, platform, "offers")
    return render(request, "transfers/settings.html", {"platform": platform, "form": form, "register": "offers"})


def _get_platform(request: OfficeRequest, platform_id: int) -> Platform:
    return get_object_or_404(list_platforms(request.company).select_related("credentials"), pk=platform_id)


def _now() -> datetime:
    return datetime.now(UTC)
