"""Fields, results and reasons of imports in the reader's words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.data_imports.errors import ChoicesIncomplete
from kogge.data_imports.fields import DELIVERY, Field, Kind, Profile
from kogge.data_imports.reading import DATABASE, MOST_ROWS, WORKBOOK, FileProblem
from kogge.data_imports.rules import Reason
from kogge.data_imports.selects import SelectProblem, SelectRefused
from kogge.infrastructure.foreign_databases import READ_S, ForeignDatabaseFailed, Trouble
from kogge.kernel.errors import KoggeError

Text = str | Promise

FIELDS: dict[Field, Text] = {
    Field.NUMBER: _("Number"),
    Field.CUSTOMER_NUMBER: _("Customer number"),
    Field.ORDER_REFERENCE: _("Order number at the platform"),
    Field.LEGACY_REFERENCE: _("AucWebID"),
    Field.ORDERED_AT: _("Order date"),
    Field.CURRENCY: _("Currency"),
    Field.TOTAL: _("Total with tax"),
    Field.FREIGHT: _("Shipping costs"),
    Field.ARTICLE_NUMBER: _("Article number"),
    Field.EAN: _("EAN"),
    Field.TITLE: _("Description"),
    Field.QUANTITY: _("Quantity"),
    Field.UNIT_PRICE: _("Unit price"),
    Field.LINE_TOTAL: _("Amount of the line"),
    Field.DISCOUNT: _("Discount in per cent"),
    Field.TAX: _("Tax rate in per cent"),
    Field.COMPANY_NAME: _("Company name"),
    Field.FIRST_NAME: _("First name"),
    Field.NAME: pgettext_lazy("person", "Name"),
    Field.LINE1: _("Street"),
    Field.HOUSE_NUMBER: _("House number"),
    Field.LINE2: _("Additional address line"),
    Field.POSTAL_CODE: _("Postal code"),
    Field.CITY: _("City"),
    Field.COUNTRY: _("Country"),
    Field.EMAIL: _("E-mail"),
    Field.PHONE: _("Phone"),
    Field.VAT_ID: _("VAT id"),
    Field.PRICE: _("Price"),
    Field.STOCK: _("Stock"),
}

NUMBERS: dict[Kind, Text] = {
    Kind.CUSTOMERS: _("Customer number"),
    Kind.ARTICLES: _("Article number"),
    Kind.DOCUMENTS: _("Document number"),
}

PROFILES: dict[Profile, Text] = {
    Profile.BUERO: _("büro+ or a program like it"),
    Profile.ODOO: "Odoo",
    Profile.JTL: "JTL-Wawi",
    Profile.OTHER: _("another program"),
}

CHARSETS: dict[str, Text] = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Windows (CP1252)",
    "cp850": "DOS (CP850)",
    "mac_roman": "Mac (Roman)",
    WORKBOOK: _("workbook"),
    DATABASE: "",
}

FILE_PROBLEMS: dict[FileProblem, Text] = {
    FileProblem.EMPTY: _("The file is empty."),
    FileProblem.TOO_LARGE: _("The file is too large: up to 10 MB, %(most)s rows and 200 columns. Split it into parts."),
    FileProblem.NOT_READABLE: _(
        "The file is neither CSV nor a workbook. Export it as CSV or XLSX, without a password."
    ),
    FileProblem.NO_HEADINGS: _("The first lines have no headings. Export the file with the names of its columns."),
}

TROUBLES: dict[Trouble, Text] = {
    Trouble.UNREACHABLE: _("No server answers at this address and port. Check both, and the firewall between."),
    Trouble.NEAR: _(
        "This address is the Office's own machine, which the page does not connect to. Use the command kogge "
        "import-stock there, or have the administrator allow it (KOGGE_IMPORT_DATABASES)."
    ),
    Trouble.REFUSED: _("The server refused the sign-in. Check user name, password and name of the database."),
    Trouble.REJECTED: _("The database refused what was asked."),
    Trouble.TOO_SLOW: _("The database took longer than %(most)s seconds. Choose a view or a SELECT of less."),
    Trouble.NO_DATABASE: _("The file is no SQLite database, or is encrypted or damaged."),
}

SELECT_PROBLEMS: dict[SelectProblem, Text] = {
    SelectProblem.EMPTY: _("Enter a SELECT, or choose a table or view."),
    SelectProblem.NOT_ONE_SELECT: _(
        "Enter a single SELECT: no semicolon within, no comments, and brackets and quotes that match."
    ),
    SelectProblem.TABLE_UNKNOWN: _("The database shows no such table or view to this user. Check name and rights."),
    SelectProblem.NOT_READY: _("There is no ready SELECT for this program here. Choose a table or view."),
    SelectProblem.NO_ROWS: _("There is no row in it. Choose another table or view, or change the SELECT."),
    SelectProblem.TOO_MUCH: _(
        "It has more than %(most)s rows, 200 columns or 50 MB. Choose a view or a SELECT of less."
    ),
}

REASONS: dict[Reason, Text] = {
    Reason.NUMBER_MISSING: _("The row has no number. Enter one in the file, or choose another column for it."),
    Reason.TEXT_TOO_LONG: _("“%(field)s” is too long. Shorten it in the file, or choose another column."),
    Reason.NAME_MISSING: _("“%(field)s” is missing. Enter it in the file, or choose another column."),
    Reason.DAY_UNREADABLE: _("“%(field)s” is no day such as 31.12.2026 or 2026-12-31. Correct it in the file."),
    Reason.AMOUNT_UNREADABLE: _("“%(field)s” is no number as the decimal sign has it. Correct it, or the sign."),
    Reason.AMOUNT_TOO_FINE: _("“%(field)s” is finer than the currency's smallest unit. Round it in the file."),
    Reason.QUANTITY_UNREADABLE: _("“%(field)s” is no whole number of pieces. Correct it in the file."),
    Reason.COUNTRY_UNKNOWN: _("“%(field)s” is no country. Write its code, such as DE, or its name."),
    Reason.CURRENCY_UNKNOWN: _("“%(field)s” is no currency. Write its code, such as EUR."),
    Reason.TAX_UNKNOWN: _("“%(field)s” is none of your country's rates today. Write the rate in per cent."),
    Reason.ROWS_DISAGREE: _("The rows of this document differ in “%(field)s”. Correct them in the file."),
    Reason.NO_LINES: _("The document has no line with a quantity. Export it with its lines."),
    Reason.PRICE_MISSING: _("A line has neither a unit price nor an amount. Enter one in the file."),
    Reason.TOTAL_DIFFERS: _(
        "The lines come to %(computed)s, the document says %(stated)s. Choose the columns of prices, shipping costs "
        "and discount, and whether prices include tax."
    ),
    Reason.DIFFERS: _("Is here already, with another %(fields)s; nothing was overwritten. Change it here if need be."),
    Reason.CUSTOMER_UNKNOWN: _("The customer %(number)s is not here. Import the customers first."),
    Reason.CUSTOMER_AMBIGUOUS: _("Several customers have this name. Export the document with the customer number."),
    Reason.ARTICLE_UNKNOWN: _(
        "The article “%(article)s” is not here, and there is no placeholder article. Import the articles first."
    ),
    Reason.FREIGHT_UNKNOWN: _("There is no freight article for the shipping costs. Add one under Articles."),
    Reason.SERVICE_UNKNOWN: _("There is no service article for the rounding difference. Add one under Articles."),
    Reason.ORDER_KNOWN: _("Its order is here already as document %(document)s; no second one was made."),
    Reason.NUMBER_TAKEN: _("The number %(number)s belongs to another record here. Change it in the file."),
    Reason.NUMBER_OF_RANGE: _(
        "A number range without gaps would give the number %(number)s. Change it in the file, or the range's prefix."
    ),
    Reason.RENAMED: _("Has the number %(number)s here, since a number range gives numbers like the old one."),
    Reason.REFUSED: _("The database refused the record. Import the file again; else correct the record."),
}

MISSING: dict[str, Text] = {"document_type_id": _("the document type")}


def name_field(name: str) -> str:
    """Return a field in the active language."""
    if name.startswith(DELIVERY):
        return gettext("Delivery: %(field)s") % {"field": FIELDS[Field(name.removeprefix(DELIVERY))]}
    return str(FIELDS[Field(name)])


def name_choice(name: str, kind: Kind) -> str:
    """Return a field of a kind of file in the active language: a number by what it is the number of."""
    return str(NUMBERS[kind]) if name == Field.NUMBER else name_field(name)


def word_reason(reason: str, values: Mapping[str, str]) -> str:
    """Return why a record was left out, or what is to be known of it; empty without a reason."""
    if not reason:
        return ""
    shown = dict(values)
    if "field" in shown:
        shown["field"] = name_field(shown["field"])
    if "fields" in shown:
        names = shown["fields"].split(", ")
        shown["fields"] = ", ".join(_name_column(each) for each in names)
    return str(REASONS[Reason(reason)]) % shown


def _name_column(name: str) -> str:
    return str(getattr(Article._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 - Django's documented API


def word_file_problem(problem: FileProblem) -> str:
    """Return why a file cannot be read."""
    return str(FILE_PROBLEMS[problem]) % {"most": MOST_ROWS}


def word_database_error(error: ForeignDatabaseFailed | SelectRefused) -> str:
    """Return why a database cannot be read, with what it says itself."""
    if isinstance(error, SelectRefused):
        return str(SELECT_PROBLEMS[error.problem]) % {"most": MOST_ROWS}
    words = str(TROUBLES[error.trouble]) % {"most": READ_S}
    said = gettext("It says: %(detail)s") % {"detail": error.detail}
    return f"{words} {said}" if error.detail else words


def word_missing(missing: list[str]) -> str:
    """Return what is still to be chosen."""
    return ", ".join(str(MISSING[each]) if each in MISSING else name_field(each) for each in missing)


def word_error(error: KoggeError) -> str:
    """Return why an import cannot be started."""
    if isinstance(error, ChoicesIncomplete):
        words = gettext("Nothing was taken over. First choose: %(missing)s.")
        return words % {"missing": word_missing(list(error.missing))}
    return gettext("This file is being taken over already, or was. Upload it again to repeat it.")
