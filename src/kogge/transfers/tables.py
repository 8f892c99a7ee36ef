"""The table of offers."""

from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.transfers.models import Offer
from kogge.transfers.planning import get_stock_rule, list_price_rules, read_standing
from kogge.transfers.rules import STOCK, list_wanted, price_part
from kogge.transfers.wording import list_problems
from kogge.web.columns import DASH, PLAIN, RIGHT, ListTable, TimeColumn, show_state
from kogge.web.formats import format_major


class OfferTable(ListTable):
    """Offers as a list: what they are to be here, and what the platform accepted last."""

    sku = tables.Column(attrs=PLAIN, linkify=("transfers:edit", {"offer_id": tables.A("pk")}))
    article = tables.Column(
        accessor="article__number",
        verbose_name=_("Article"),
        orderable=False,
        linkify=("articles:edit", {"article_id": tables.A("article_id")}),
    )
    name = tables.Column(accessor="article__name", verbose_name=_("Name"), orderable=False)
    stock = tables.Column(empty_values=(), orderable=False, verbose_name=_("Stock"), attrs=RIGHT)
    prices = tables.Column(empty_values=(), orderable=False, verbose_name=_("Prices"), attrs=RIGHT)
    state = tables.Column(orderable=False)
    sent_at = TimeColumn(orderable=False, default=DASH)

    optional = ("name", "sent_at")

    class Meta:
        """Columns in reading order."""

        model = Offer
        fields: ClassVar = ["sku", "article", "name", "stock", "prices", "state", "sent_at"]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Read each platform's rules once for all rows."""
        super().__init__(*args, **options)
        self._wanted: dict[int, Any] = {}

    def render_stock(self, record: Offer) -> SafeString | str:
        """Show what the platform is to be told, and what it was told where that differs."""
        if record.is_fba:
            return str(_("shipped by the platform"))
        return _compare(self._list_wanted(record).get(STOCK), record.accepted.get(STOCK))

    def value_stock(self, record: Offer) -> str:
        """Give files what the platform is to be told."""
        return self._list_wanted(record).get(STOCK, "")

    def render_prices(self, record: Offer) -> SafeString | str:
        """Show each marketplace's price, and what the platform knows where that differs."""
        wanted = self._list_wanted(record)
        parts = [price_part(each.marketplace) for each in self._rules_of(record)[1]]
        rows = [
            (part.partition(":")[2], _compare(_word_price(wanted.get(part)), _word_price(record.accepted.get(part))))
            for part in parts
        ]
        lines = format_html_join("", "<div>{} {}</div>", rows)
        return lines or DASH

    def value_prices(self, record: Offer) -> str:
        """Give files the prices as texts."""
        wanted = self._list_wanted(record)
        return ", ".join(
            f"{part.partition(':')[2]} {value}" for part, value in wanted.items() if part.startswith("price")
        )

    def render_state(self, record: Offer) -> SafeString:
        """Show the state, and what the platform said."""
        label = record.get_state_display() if record.is_active else str(_("not active"))
        badge = show_state(record.state if record.is_active else "cancelled", label)
        problems = format_html_join("", '<div class="small">{}</div>', ((each,) for each in list_problems(record)))
        return format_html("{}{}", badge, problems)

    def value_state(self, record: Offer) -> str:
        """Give files the state, and what the platform said."""
        return " ".join([record.get_state_display(), *list_problems(record)])

    def _rules_of(self, offer: Offer) -> Any:  # noqa: ANN401 - stock rule and price rules
        if offer.platform_id not in self._wanted:
            self._wanted[offer.platform_id] = (get_stock_rule(offer.platform), list_price_rules(offer.platform))
        return self._wanted[offer.platform_id]

    def _list_wanted(self, offer: Offer) -> dict[str, str]:
        stock_rule, price_rules = self._rules_of(offer)
        standing = read_standing(offer)
        wanted: dict[str, str] = {}
        for position, rule in enumerate(price_rules):
            wanted |= list_wanted(standing, stock_rule if position == 0 else None, rule)
        return wanted


class ArticleOfferTable(OfferTable):
    """The offers of one article, each with its platform."""

    platform = tables.Column(
        verbose_name=_("Platform"), linkify=("transfers:offers", {"platform_id": tables.A("platform_id")})
    )

    class Meta(OfferTable.Meta):
        """The article is known, so its platforms stand first."""

        fields: ClassVar = ["platform", "sku", "stock", "prices", "state"]
        sequence: ClassVar = ["platform", "sku", "stock", "prices", "state"]
        exclude: ClassVar = ["article", "name", "sent_at"]


def _compare(here: str | None, there: str | None) -> SafeString | str:
    if here == there or there is None:
        return here or DASH
    return format_html(
        '{} <span class="text-secondary small">({} {})</span>', here or DASH, _("at the platform"), there
    )


def _word_price(value: str | None) -> str | None:
    if value is None:
        return None
    amount, currency = value.split()
    return format_major(Decimal(amount), currency)
