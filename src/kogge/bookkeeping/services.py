"""Writes of the books, in the transaction of the document that is posted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, F, When

from kogge.articles.models import Article
from kogge.bookkeeping.models import JournalEntry, JournalLine, OpenItem, StockMovement
from kogge.bookkeeping.rules import Voucher, list_amounts, list_pieces
from kogge.infrastructure.bulk import insert_rows, reserve_ids

_ENTRY = ["id", "company", "document_id", "document_number", "customer_number", "currency", "booked_at"]
_LINE = ["entry", "account", "place", "scheme", "percent", "amount_minor"]
_MOVEMENT = ["company", "document_id", "article", "warehouse_id", "quantity", "moved_at"]
_ITEM = "company document_id document_number customer currency amount_minor open_minor due_on cleared_at".split()


def write_bookings(vouchers: Sequence[Voucher]) -> None:
    """Write journal entries, stock movements and open items as each voucher wants them.

    Raises IntegrityError where a document was booked already.
    """
    _write_journal([each for each in vouchers if each.writes_journal])
    movements = [
        (each.company_id, each.document_id, article, each.warehouse_id, quantity, each.booked_at)
        for each in vouchers
        if each.moves_stock
        for article, quantity in list_pieces(each.lines).items()
    ]
    if movements:
        insert_rows(StockMovement, _MOVEMENT, movements)
        _count_stock(vouchers)
    items = [
        (
            each.company_id, each.document_id, each.number, each.customer_id, each.currency,
            each.total_minor, each.total_minor, each.due_on, None,
        )
        for each in vouchers
        if each.opens_item and each.total_minor
    ]  # fmt: skip
    if items:
        insert_rows(OpenItem, _ITEM, items)


def _count_stock(vouchers: Sequence[Voucher]) -> None:
    """Let the articles whose stock is counted have what came and went; they are locked in the order of their ids."""
    pieces: Counter[int] = Counter()
    for each in vouchers:
        if each.moves_stock and each.is_own_stock:
            pieces.update(list_pieces(each.lines))
    counted = Article.objects.select_for_update().filter(pk__in=pieces, stock__isnull=False).order_by("pk")
    moved = {article: pieces[article] for article in counted.values_list("pk", flat=True) if pieces[article]}
    if moved:
        after = Case(*(When(pk=article, then=F("stock") + quantity) for article, quantity in moved.items()))
        Article.objects.filter(pk__in=moved).update(stock=after)


def clear_items(document_ids: Sequence[int], at: datetime) -> None:
    """Clear the open items of documents that cancel each other out."""
    OpenItem.objects.filter(document_id__in=document_ids, cleared_at__isnull=True).update(open_minor=0, cleared_at=at)


def _write_journal(vouchers: Sequence[Voucher]) -> None:
    if not vouchers:
        return
    ids = list(reserve_ids(JournalEntry, len(vouchers)))
    insert_rows(
        JournalEntry,
        _ENTRY,
        (
            (
                pk, each.company_id, each.document_id, each.number, each.customer_number, each.currency,
                each.booked_at,
            )
            for pk, each in zip(ids, vouchers, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        JournalLine,
        _LINE,
        (
            (pk, each.account.value, each.place, each.scheme, each.percent, each.amount_minor)
            for pk, voucher in zip(ids, vouchers, strict=True)
            for each in list_amounts(voucher.lines)
        ),
    )
