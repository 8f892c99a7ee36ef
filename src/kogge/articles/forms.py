"""Filters of the lists, and the forms of articles and of the mapping of SKUs."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import ean as ean_number

from kogge.articles.abroad import RateNotOffered, read_levels, show_levels, word_rate
from kogge.articles.models import TAX_LEVELS, Article, ArticleAlias, ArticleKind
from kogge.kernel.money import AmountNotRepresentable, to_major, to_minor
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
MOST_EXPENSIVE = Decimal(10) ** 12
"""Nothing costs more; every database counts that far in minor units."""
MOST_PIECES = 2**31 - 1
PARTS_PATTERN = _("One article a line: number, then “×” and the quantity where it is not one.")


class ArticleFilters(ListFilters):
    """Search by number, EAN or name; narrow by kind."""

    search_hint = _("Article number, EAN or name")
    kind = django_filters.ChoiceFilter(choices=ArticleKind.choices, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Article
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number or an EAN, else within numbers and names."""
        return search_rows(rows, value, exact=("number", "ean"), within=("number", "name"))


class AliasFilters(ListFilters):
    """Search by SKU."""

    search_hint = _("SKU")

    class Meta:
        """Filters are declared above, none is derived."""

        model = ArticleAlias
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the SKU, else within SKUs."""
        return search_rows(rows, value, exact=("sku",), within=("sku",))


class ArticleForm(forms.Form):
    """An article; the price is in major units of its currency."""

    number = forms.CharField(
        label=_("Article number"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("The seller SKU at the platforms, if you can; other SKUs can be mapped to it."),
    )
    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs=TEXT))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ArticleKind.choices,
        help_text=_("What it stands for on documents; goods are what is sold."),
        widget=forms.Select(attrs=SELECT),
    )
    ean = forms.CharField(
        label=_("EAN"),
        required=False,
        max_length=14,
        help_text=_("Orders find the article by it, too."),
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "numeric"}),
    )
    tax_level = forms.ChoiceField(
        label=_("Tax rate"),
        choices=TAX_LEVELS,
        help_text=_("Which of a country's rates it bears; Parameters – Tax rates shows them."),
        widget=forms.Select(attrs=SELECT),
    )
    tax_levels_abroad = forms.CharField(
        label=_("Tax rates abroad"),
        required=False,
        widget=forms.Textarea(attrs=TEXT | {"rows": 3, "placeholder": "AT 10\nFR 5,5"}),
        help_text=_(
            "Where a country taxes the article at another of its rates: one country a line, with today's rate in per "
            "cent. Elsewhere it bears the rate above."
        ),
    )
    price = forms.DecimalField(
        label=_("Price"),
        required=False,
        min_value=Decimal(0),
        max_value=MOST_EXPENSIVE,
        localize=True,
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "decimal"}),
    )

    stock = forms.IntegerField(
        label=_("Stock"),
        required=False,
        min_value=-MOST_PIECES,
        max_value=MOST_PIECES,
        localize=True,
        help_text=_("How many pieces there are to sell. Empty: nobody keeps count, and no stock is transferred."),
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, article: Article, today: date, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Fill in what is stored."""
        self.article = article
        self.today = today
        price = None if article.price_minor is None else to_major(article.price_minor, article.currency)
        options["initial"] = {
            "number": article.number,
            "name": article.name,
            "kind": article.kind,
            "ean": article.ean,
            "tax_level": article.tax_level,
            "tax_levels_abroad": show_levels(article.tax_levels_abroad, today),
            "price": price,
            "stock": article.stock,
        }
        super().__init__(*args, **options)
        words = gettext("Of one piece, in %(currency)s. Documents bear the platform's price.")
        self.fields["price"].help_text = words % {"currency": article.currency}

    def clean_number(self) -> str:
        """Refuse a number that another article has."""
        number: str = self.cleaned_data["number"]
        others = Article.objects.filter(company=self.article.company, number=number).exclude(pk=self.article.pk)
        if others.exists():
            raise forms.ValidationError(gettext("Another article has this number already."))
        return number

    def clean_ean(self) -> str:
        """Refuse an EAN whose check digit is wrong."""
        ean: str = self.cleaned_data["ean"]
        if ean and not ean_number.is_valid(ean):
            raise forms.ValidationError(gettext("This is no EAN: its length or its check digit is wrong."))
        return ean_number.compact(ean) if ean else ""

    def clean_tax_levels_abroad(self) -> dict[str, str]:
        """Find the levels by their rates; refuse what is no rate of a country."""
        try:
            return read_levels(self.cleaned_data["tax_levels_abroad"], self.today)
        except RateNotOffered as error:
            raise forms.ValidationError(word_rate(error)) from None

    def clean_price(self) -> Decimal | None:
        """Refuse a price finer than the currency."""
        price: Decimal | None = self.cleaned_data["price"]
        if price is not None:
            try:
                to_minor(price, self.article.currency)
            except AmountNotRepresentable:
                raise forms.ValidationError(gettext("The price is finer than the currency allows.")) from None
        return price

    def apply(self) -> Article:
        """Put what was entered into the article."""
        for name in ("number", "name", "kind", "ean", "tax_level", "tax_levels_abroad", "stock"):
            setattr(self.article, name, self.cleaned_data[name])
        price = self.cleaned_data["price"]
        self.article.price_minor = None if price is None else to_minor(price, self.article.currency)
        return self.article


class AliasForm(forms.Form):
    """A SKU and what it stands for: article numbers, one a line, each with its quantity."""

    sku = forms.CharField(label=_("SKU at the platform"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    parts = forms.CharField(
        label=_("Stands for"),
        widget=forms.Textarea(attrs=TEXT | {"rows": 4, "placeholder": "KOMPASS-01\nLAMPE-02 × 2"}),
        help_text=PARTS_PATTERN,
    )

    def __init__(self, *args: Any, alias: ArticleAlias, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Fill in what is stored."""
        self.alias = alias
        given = options.pop("initial", {})
        parts = alias.parts.select_related("article") if alias.pk else ()
        shown = [f"{each.article.number} × {each.quantity}" for each in parts]
        options["initial"] = {"sku": alias.sku, "parts": "\n".join(shown)} | given
        super().__init__(*args, **options)

    def clean_sku(self) -> str:
        """Refuse a SKU that is an article number, or mapped already."""
        sku: str = self.cleaned_data["sku"]
        company = self.alias.company
        if Article.objects.filter(company=company, number=sku).exists():
            raise forms.ValidationError(gettext("An article has this number: orders find it without a mapping."))
        if ArticleAlias.objects.filter(company=company, sku=sku).exclude(pk=self.alias.pk).exists():
            raise forms.ValidationError(gettext("This SKU is mapped already."))
        return sku

    def clean_parts(self) -> dict[int, int]:
        """Return quantities by article id; refuse what is no article, or no quantity."""
        parts: dict[int, int] = {}
        for row in filter(None, (each.strip() for each in self.cleaned_data["parts"].splitlines())):
            number, quantity = _read_part(row)
            article = Article.objects.filter(company=self.alias.company, number=number).first()
            if article is None:
                raise forms.ValidationError(gettext("There is no article “%(number)s”.") % {"number": number})
            if article.pk in parts:
                raise forms.ValidationError(gettext("The article “%(number)s” stands twice.") % {"number": number})
            parts[article.pk] = quantity
        return parts


def _read_part(row: str) -> tuple[str, int]:
    """Return article number and quantity of a row. Raises ValidationError."""
    number, times, quantity = row.replace("×", "\x00").rpartition("\x00")
    if not times:
        return row, 1
    if not quantity.strip().isdecimal() or not int(quantity):
        raise forms.ValidationError(gettext("“%(row)s”: the quantity is no whole number above zero.") % {"row": row})
    return number.replace("\x00", "×").strip(), int(quantity)
