"""Turns the rows of a file into records, or says why a row is none: pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from kogge.customers.rules import AddressDraft, CustomerDraft
from kogge.data_imports.fields import DELIVERY, LINE_FIELDS, Field, Kind
from kogge.data_imports.reading import Cell, Table, text_of
from kogge.data_imports.rules import (
    LONGEST_NUMBER,
    ArticleRecord,
    Choices,
    CustomerRecord,
    DocumentRecord,
    LineRecord,
    Parsed,
    Reason,
    Record,
)
from kogge.data_imports.values import Numbers, find_numbers, read_amount, read_country, read_moment, read_percent
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import AmountNotRepresentable, to_minor

AMOUNTS = (
    Field.TOTAL, Field.FREIGHT, Field.UNIT_PRICE, Field.LINE_TOTAL, Field.PRICE, Field.DISCOUNT, Field.TAX,
)  # fmt: skip
LONGEST: Mapping[Field, int] = {Field.ORDER_REFERENCE: 100, Field.LEGACY_REFERENCE: 100, Field.EAN: 14}
LONGEST_ARTICLE = 200
MOST_PIECES = 2**31 - 1
_BRACKETED = re.compile(r"^\[([^\]]+)\]\s*(.*)$", re.DOTALL)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP"}
_CODE_LENGTH = 3
_HUNDRED = Decimal(100)

Row = Mapping[Field, Cell]


class ValueUnreadable(KoggeError):
    """A value of a row cannot be read; `field` says which."""

    code = "value_unreadable"

    def __init__(self, reason: Reason, field: Field) -> None:
        """Keep what is wrong, without the value: it may be personal."""
        super().__init__(f"A row cannot be read: {reason}, {field}.")
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole file: `levels` are the company's tax levels by rate in per cent."""

    choices: Choices
    zone: tzinfo
    country: str
    currency: str
    levels: Mapping[Decimal, str]


def guess_numbers(table: Table, columns: Mapping[Field, int]) -> Numbers:
    """Return which sign stands before decimals in the file's columns of amounts."""
    places = [place for field, place in columns.items() if field in AMOUNTS]
    cells = (cells[place] for _line, cells in table.rows for place in places if place < len(cells))
    return find_numbers(cell for cell in cells if isinstance(cell, str) and cell)


def parse_table(kind: Kind, table: Table, setting: Setting) -> list[Parsed]:
    """Return the file's records in its order; rows of the same document are one."""
    if kind is Kind.DOCUMENTS:
        return [_parse(rows, setting, kind) for rows in _group(table, setting)]
    return [_parse([(line, _pick(cells, setting))], setting, kind) for line, cells in table.rows if any(cells)]


def _pick(cells: Sequence[Cell], setting: Setting) -> Row:
    columns = setting.choices.columns
    return {field: cells[place] for field, place in columns.items() if place < len(cells) and cells[place] != ""}


def _group(table: Table, setting: Setting) -> Iterator[list[tuple[int, Row]]]:
    """Yield the rows of each document; a row without a number belongs to the document above it (Odoo)."""
    groups: dict[str, list[tuple[int, Row]]] = {}
    number = ""
    for line, cells in table.rows:
        row = _pick(cells, setting)
        number = _text(row, Field.NUMBER) or number
        if row:
            groups.setdefault(number, []).append((line, row))
    yield from groups.values()


def _parse(rows: Sequence[tuple[int, Row]], setting: Setting, kind: Kind) -> Parsed:
    lines = tuple(line for line, _row in rows)
    key = _text(rows[0][1], Field.NUMBER)[:LONGEST_ARTICLE]
    try:
        record: Record
        if kind is Kind.CUSTOMERS:
            record = _read_customer(rows[0][1], setting, _read_number(rows[0][1], LONGEST_NUMBER))
        elif kind is Kind.ARTICLES:
            record = _read_article(rows[0][1], setting)
        else:
            record = _read_document([row for _line, row in rows], setting)
    except ValueUnreadable as error:
        return Parsed(lines, key, None, error.reason, {"field": error.field.value})
    return Parsed(lines, key, record)


def _text(row: Row, field: Field) -> str:
    text = text_of(row.get(field, "")).strip()
    if len(text) > LONGEST.get(field, len(text)):
        raise ValueUnreadable(Reason.TEXT_TOO_LONG, field)
    return text


def _read_number(row: Row, longest: int) -> str:
    number = _text(row, Field.NUMBER)
    if not number:
        raise ValueUnreadable(Reason.NUMBER_MISSING, Field.NUMBER)
    if len(number) > longest:
        raise ValueUnreadable(Reason.TEXT_TOO_LONG, Field.NUMBER)
    return number


def _amount(row: Row, field: Field, setting: Setting) -> Decimal | None:
    if field not in row:
        return None
    read = read_percent if field is Field.TAX else read_amount
    amount = read(row[field], setting.choices.numbers)
    if amount is None:
        raise ValueUnreadable(Reason.AMOUNT_UNREADABLE, field)
    return amount


def _minor(amount: Decimal, currency: str, field: Field) -> int:
    try:
        return to_minor(amount, currency)
    except AmountNotRepresentable:
        raise ValueUnreadable(Reason.AMOUNT_TOO_FINE, field) from None


def _whole(row: Row, field: Field, setting: Setting) -> int | None:
    amount = _amount(row, field, setting)
    if amount is None:
        return None
    if amount != amount.to_integral_value() or abs(amount) > MOST_PIECES:
        raise ValueUnreadable(Reason.QUANTITY_UNREADABLE, field)
    return int(amount)


def _currency(row: Row, setting: Setting) -> str:
    written = _text(row, Field.CURRENCY)
    code = _CURRENCIES.get(written, written.upper()) or setting.currency
    if len(code) != _CODE_LENGTH or not code.isascii() or not code.isalpha():
        raise ValueUnreadable(Reason.CURRENCY_UNKNOWN, Field.CURRENCY)
    return code


def _read_address(row: Row, setting: Setting, prefix: str = "") -> AddressDraft | None:
    """Return the address that a row has under a prefix; None where it says nothing of one."""

    def text(name: str) -> str:
        return _text(row, Field(f"{prefix}{name}"))

    country = read_country(text("country"))
    if country is None:
        raise ValueUnreadable(Reason.COUNTRY_UNKNOWN, Field(f"{prefix}country"))
    address = AddressDraft(
        name=f"{text('first_name')} {text('name')}".strip(),
        company_name=text("company_name"),
        line1=f"{text('line1')} {text('house_number')}".strip(),
        line2=text("line2"),
        postal_code=text("postal_code"),
        city=text("city"),
        country=country or setting.country,
    )
    return address if address.line1 or address.line2 or address.city or address.postal_code else None


def _read_customer(row: Row, setting: Setting, number: str, *, needs_name: bool = True) -> CustomerRecord:
    name = f"{_text(row, Field.FIRST_NAME)} {_text(row, Field.NAME)}".strip()
    company_name = _text(row, Field.COMPANY_NAME)
    if needs_name and not (name or company_name):
        raise ValueUnreadable(Reason.NAME_MISSING, Field.NAME)
    vat_id = _text(row, Field.VAT_ID).replace(" ", "").upper()
    if len(vat_id) > LONGEST_NUMBER:
        raise ValueUnreadable(Reason.TEXT_TOO_LONG, Field.VAT_ID)
    draft = CustomerDraft(
        reference="", name=name, company_name=company_name, email=_text(row, Field.EMAIL), email_is_relay=False,
        phone=_text(row, Field.PHONE), vat_id=vat_id, address=_read_address(row, setting),
    )  # fmt: skip
    return CustomerRecord(number, draft)


def _read_article(row: Row, setting: Setting) -> ArticleRecord:
    number, name = _read_number(row, LONGEST_ARTICLE), _text(row, Field.TITLE)
    if not name:
        raise ValueUnreadable(Reason.NAME_MISSING, Field.TITLE)
    currency, price = _currency(row, setting), _amount(row, Field.PRICE, setting)
    percent = _amount(row, Field.TAX, setting)
    level = setting.levels.get(percent) if percent is not None else "standard"
    if level is None:
        raise ValueUnreadable(Reason.TAX_UNKNOWN, Field.TAX)
    return ArticleRecord(
        number=number,
        name=name,
        ean=_text(row, Field.EAN),
        price_minor=None if price is None else _minor(price, currency, Field.PRICE),
        currency=currency,
        tax_level=level,
        stock=_whole(row, Field.STOCK, setting),
    )


def _read_document(rows: Sequence[Row], setting: Setting) -> DocumentRecord:
    head = _merge(rows)
    number = _read_number(head, LONGEST_NUMBER)
    if len(setting.choices.prefix) + len(number) > LONGEST_NUMBER:
        raise ValueUnreadable(Reason.TEXT_TOO_LONG, Field.NUMBER)
    ordered_at = read_moment(head.get(Field.ORDERED_AT, ""), setting.zone)
    if ordered_at is None:
        raise ValueUnreadable(Reason.DAY_UNREADABLE, Field.ORDERED_AT)
    customer_number = _text(head, Field.CUSTOMER_NUMBER)
    if len(customer_number) > LONGEST_NUMBER:
        raise ValueUnreadable(Reason.TEXT_TOO_LONG, Field.CUSTOMER_NUMBER)
    read = (_read_line(row, setting) for row in rows if any(field in row for field in LINE_FIELDS))
    lines = tuple(line for line in read if line.quantity)
    if not lines:
        raise ValueUnreadable(Reason.NO_LINES, Field.QUANTITY)
    currency, total, freight = _currency(head, setting), *(_amount(head, each, setting) for each in AMOUNTS[:2])
    for amount, field in ((total, Field.TOTAL), (freight, Field.FREIGHT)):
        _minor(amount or Decimal(0), currency, field)
    return DocumentRecord(
        number=number,
        order_reference=_text(head, Field.ORDER_REFERENCE),
        legacy_reference=_text(head, Field.LEGACY_REFERENCE),
        ordered_at=ordered_at,
        currency=currency,
        total=total,
        freight=freight,
        buyer=_read_customer(head, setting, customer_number, needs_name=False),
        delivery_address=_read_address(head, setting, DELIVERY),
        lines=lines,
    )


def _merge(rows: Sequence[Row]) -> Row:
    """Return the head of a document: of each field what the first row that has it says; rows may not disagree."""
    head: dict[Field, Cell] = {}
    for row in rows:
        for field, cell in row.items():
            if field not in LINE_FIELDS and head.setdefault(field, cell) != cell:
                raise ValueUnreadable(Reason.ROWS_DISAGREE, field)
    return head


def _read_line(row: Row, setting: Setting) -> LineRecord:
    quantity = _whole(row, Field.QUANTITY, setting)
    if quantity is None or quantity < 0:
        raise ValueUnreadable(Reason.QUANTITY_UNREADABLE, Field.QUANTITY)
    number, title = _text(row, Field.ARTICLE_NUMBER), _text(row, Field.TITLE)
    bracketed = _BRACKETED.match(number)
    if bracketed:
        number, title = bracketed[1].strip(), title or bracketed[2].strip()
    unit_price, amount = (_amount(row, each, setting) for each in (Field.UNIT_PRICE, Field.LINE_TOTAL))
    discount = _amount(row, Field.DISCOUNT, setting) or Decimal(0)
    if amount is None and unit_price is None:
        raise ValueUnreadable(Reason.PRICE_MISSING, Field.UNIT_PRICE)
    if amount is None:
        amount = (unit_price or Decimal(0)) * quantity * (_HUNDRED - discount) / _HUNDRED
    return LineRecord(
        article_number=number[:LONGEST_ARTICLE],
        ean=_text(row, Field.EAN),
        title=title,
        quantity=quantity,
        amount=amount,
        unit_price=unit_price,
        tax_percent=_amount(row, Field.TAX, setting),
    )
