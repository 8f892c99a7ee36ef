"""A transfer's calls to a shop: look at the products, then change them together."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import RequestRefused
from kogge_cloud.listings.advancing import PASSED
from kogge_cloud.listings.models import Transfer, TransferItem
from kogge_cloud.listings.queries import list_items
from kogge_cloud.listings.rules import Finding, ItemState
from kogge_cloud.listings.services import finish_transfer, record, set_finding
from kogge_cloud.shopware.client import search, synchronise
from kogge_cloud.shopware.transfer_mapping import (
    LOOK_SIZE,
    Product,
    currency_criteria,
    judge,
    product_criteria,
    read_currencies,
    read_products,
    write_operation,
    write_product,
)
from kogge_contract.listings import ListingOffer

WAY = "sync"
ALONE = 1


def take_step(transfer: Transfer, now: datetime) -> None:
    """Bring the next products up to date, or end the transfer. Values are absolute: twice is as good as once.

    Raises PlatformError; then nothing is on record, and the same products are next.
    """
    size = ALONE if transfer.look_size == ALONE else LOOK_SIZE
    items = list_items(transfer, ItemState.NEW, size)
    if not items:
        finish_transfer(transfer, now)
        return
    offers = {each.pk: ListingOffer.model_validate(each.content) for each in items}
    products = read_products(
        search(transfer.registration, "product", product_criteria([o.sku for o in offers.values()])).rows
    )
    currencies = _read_currencies(transfer.registration, list(offers.values()))
    findings = {each.pk: judge(offers[each.pk], products.get(offers[each.pk].sku), currencies) for each in items}
    ready = [each for each in items if findings[each.pk].state is ItemState.READY]
    try:
        _change(transfer.registration, [(offers[each.pk], products[offers[each.pk].sku]) for each in ready], currencies)
    except RequestRefused as error:
        _record_refusal(transfer, ready, error)
        return
    accepted = dict.fromkeys((each.pk for each in ready), Finding(ItemState.ACCEPTED, is_listed=True))
    done = [set_finding(each, (findings | accepted)[each.pk]) for each in items]
    record(transfer, done, way=WAY, look_size=LOOK_SIZE, **PASSED)


def _change(registration: Registration, ready: list[tuple[ListingOffer, Product]], currencies: dict[str, str]) -> None:
    if ready:
        changes = [write_product(offer, product, currencies) for offer, product in ready]
        synchronise(registration, write_operation(changes))


def _record_refusal(transfer: Transfer, ready: list[TransferItem], error: RequestRefused) -> None:
    """Find the product that the shop refuses: all of a request is done or nothing, so each goes alone then."""
    if len(ready) > 1:
        record(transfer, look_size=ALONE)
        return
    rejected = [set_finding(each, Finding(ItemState.REJECTED, error.code, error.message)) for each in ready]
    record(transfer, rejected, look_size=LOOK_SIZE, **PASSED)


def _read_currencies(registration: Registration, offers: list[ListingOffer]) -> dict[str, str]:
    codes = {each.price.currency for each in offers if each.price}
    return read_currencies(search(registration, "currency", currency_criteria(codes)).rows) if codes else {}
