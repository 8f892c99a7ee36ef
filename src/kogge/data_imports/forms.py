"""Forms of imports: the file, what its columns mean, and the filters of the lists."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kogge.customers.models import CustomerStatus
from kogge.data_imports.fields import FIELDS, PERSONAL, Field, Kind
from kogge.data_imports.importing.context import list_importable_types, list_ranges
from kogge.data_imports.models import KINDS, VERDICTS, DataImport, ImportResult, ImportState
from kogge.data_imports.reading import CHARSETS, DATABASE, WORKBOOK, Table, text_of
from kogge.data_imports.rules import Choices, place_in_range
from kogge.data_imports.values import Numbers
from kogge.data_imports.wording import CHARSETS as CHARSET_WORDS
from kogge.data_imports.wording import name_choice
from kogge.documents.models import DocumentType
from kogge.web.lists import ListFilters, search_rows
from kogge.web.personal import hide

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
SHOWN_VALUES = 3
SHOWN_LENGTH = 40
LONGEST_PREFIX = 10
PROBE = "1"


class UploadForm(forms.Form):
    """A file of another program's data."""

    kind = forms.ChoiceField(label=_("What is in it"), choices=KINDS, widget=forms.Select(attrs=SELECT))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or a workbook (XLSX, XLS, ODS), with headings; up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"}),
    )


class ChoicesForm(forms.Form):
    """What each column of a file means, and how its values are to be read."""

    numbers = forms.ChoiceField(
        label=_("Decimal sign"),
        choices=[(Numbers.COMMA.value, _("comma (1.234,50)")), (Numbers.POINT.value, _("point (1,234.50)"))],
        widget=forms.Select(attrs=SELECT),
    )
    charset = forms.ChoiceField(label=_("Characters"), required=False, widget=forms.Select(attrs=SELECT))
    prices = forms.ChoiceField(
        label=_("Prices of lines"),
        choices=[
            ("gross", pgettext_lazy("prices", "with tax (gross)")),
            ("net", pgettext_lazy("prices", "without tax (net)")),
        ],
        widget=forms.Select(attrs=SELECT),
    )
    document_type = forms.ChoiceField(
        label=_("Becomes the document type"),
        help_text=_(
            "Not invoices and credit notes: their numbers must have no gap, and only what was posted here counts."
        ),
        widget=forms.Select(attrs=SELECT),
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # a field here; Django takes it out of the class
        label=_("Prefix of numbers that a number range gives, too"),
        max_length=LONGEST_PREFIX,
        help_text=_("Other documents keep their old number as it is. No number is taken from a range."),
        widget=forms.TextInput(attrs=TEXT),
    )
    status = forms.ChoiceField(label=_("Status of new customers"), widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, taken: DataImport, table: Table, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Show what is chosen, and offer a field for each column."""
        self.taken, self.table, self.kind = taken, table, Kind(taken.kind)
        chosen = taken.chosen
        status = chosen.status_id or CustomerStatus.objects.filter(company=taken.company).order_by("pk").first()
        initial = {
            "numbers": chosen.numbers.value,
            "charset": chosen.charset or table.charset,
            "prices": "gross" if chosen.prices_include_tax else "net",
            "document_type": chosen.document_type_id,
            "prefix": chosen.prefix,
            "status": status.pk if isinstance(status, CustomerStatus) else status,
        }
        super().__init__(*args, **{"initial": initial, **options})
        self._offer()
        meanings = {place: field for field, place in chosen.columns.items()}
        offered = [("", "–"), *((each.value, name_choice(each.value, self.kind)) for each in FIELDS[self.kind])]
        for place, heading in enumerate(table.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or gettext("Column %(place)s") % {"place": place + 1},
                required=False,
                choices=offered,
                initial=meanings[place].value if place in meanings else "",
                widget=forms.Select(attrs=SELECT | {"class": "form-select form-select-sm"}),
            )

    def _offer(self) -> None:
        """Leave out what this kind of file does not need, and offer the company's own parameters."""
        company = self.taken.company
        unneeded = {
            Kind.CUSTOMERS: ("prices", "document_type", "prefix", "numbers"),
            Kind.ARTICLES: ("prices", "document_type", "prefix", "status"),
            Kind.DOCUMENTS: (),
        }
        is_typed = self.table.charset in {WORKBOOK, DATABASE}
        charsets = [self.table.charset] if is_typed else [*CHARSETS, "utf-8"]
        offered: dict[str, list[tuple[Any, Any]]] = {
            "charset": [(each, CHARSET_WORDS[each]) for each in {self.table.charset: 0} | dict.fromkeys(charsets)],
            "document_type": [(each.pk, each.name) for each in list_importable_types(company)],
            "status": [(each.pk, each.name) for each in CustomerStatus.objects.filter(company=company).order_by("pk")],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if self.table.charset == DATABASE:
            del self.fields["charset"]
        for name in unneeded[self.kind]:
            del self.fields[name]

    def clean_prefix(self) -> str:
        """Refuse a prefix with which a number range gives numbers, too."""
        prefix: str = self.cleaned_data["prefix"]
        ranges = list_ranges(self.taken.company, DocumentType)
        if any(each.prefix == prefix or place_in_range(f"{prefix}{PROBE}", each) for each in ranges):
            raise forms.ValidationError(gettext("A number range has this prefix. Choose another one."))
        return prefix

    def clean(self) -> dict[str, Any]:
        """Refuse a meaning that two columns have."""
        cleaned: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for name in self._columns:
            meaning = cleaned.get(name)
            if meaning in seen:
                self.add_error(name, gettext("Another column means this already."))
            elif meaning:
                seen.add(meaning)
        return cleaned

    @property
    def _columns(self) -> list[str]:
        return [name for name in self.fields if name.startswith("column_")]

    @property
    def options(self) -> Iterator[forms.BoundField]:
        """Yield what is chosen for the whole file."""
        return (self[name] for name in self.fields if name in self.base_fields)

    @property
    def columns(self) -> Iterator[tuple[forms.BoundField, Sequence[str]]]:
        """Yield each column's choice with the first values that stand in it."""
        personal = {place for field, place in self.taken.chosen.columns.items() if field in PERSONAL}
        is_of_people = self.kind is not Kind.ARTICLES
        unknown = set(range(len(self.table.headings))) - set(self.taken.chosen.columns.values())
        for place, name in enumerate(self._columns):
            filled = (text_of(cells[place]) for _line, cells in self.table.rows if place < len(cells))
            shown = [
                value[:SHOWN_LENGTH] for value, _at in zip(filter(None, filled), range(SHOWN_VALUES), strict=False)
            ]
            hidden = place in personal or (is_of_people and place in unknown)
            yield self[name], [hide(each) for each in shown] if hidden else shown

    def read_choices(self) -> Choices:
        """Return what was chosen."""
        entered, chosen = self.cleaned_data, self.taken.chosen
        columns = {Field(entered[name]): place for place, name in enumerate(self._columns) if entered.get(name)}
        charset = entered.get("charset", "")
        return Choices(
            columns=columns,
            numbers=Numbers(entered.get("numbers", chosen.numbers)),
            prices_include_tax=entered.get("prices", "gross") == "gross",
            charset="" if charset in {WORKBOOK, "utf-16"} else charset,
            prefix=entered.get("prefix", chosen.prefix),
            document_type_id=int(entered["document_type"]) if entered.get("document_type") else None,
            status_id=int(entered["status"]) if entered.get("status") else None,
        )


class ImportFilters(ListFilters):
    """Files by name; narrow by kind and state."""

    search_hint = _("Name of the file")
    kind = django_filters.ChoiceFilter(choices=KINDS, label=_("Kind"), empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(choices=ImportState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = DataImport
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))


class ResultFilters(ListFilters):
    """Records by number; narrow by result."""

    search_hint = _("Number")
    verdict = django_filters.ChoiceFilter(choices=VERDICTS, label=_("Result"), empty_label=_("All"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = ImportResult
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number."""
        return search_rows(rows, value, exact=("key",), within=("key",))
