"""Whatever buyers write into their orders is shown as they wrote it, and does nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from amazon_emulator.generation.orders import OrderGenerator
from tests.journeys.office import Office

SCRIPT = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
QUOTES = "\"'><svg onload=alert(1)> {{ 7*7 }} {% now 'Y' %} ${7*7}"
ARABIC = "شركة الشحن \N{RIGHT-TO-LEFT OVERRIDE}moc.elpmaxe\N{POP DIRECTIONAL FORMATTING}"
EMOJI = "🚢⚓️👩‍🚀 Zoë İçöz Ω Łódź 山田"
LONG = "Ungetrennt" * 1000


def hostile_order(order_id: str) -> dict[str, Any]:
    """Return a paid order of which every text that a buyer or seller can write is hostile."""
    generator = OrderGenerator(seed=7, now=datetime.now(UTC))
    order = next(
        each
        for each in generator.generate(200)
        if each["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
        and each["fulfillment"]["fulfilledBy"] == "MERCHANT"
        and each.get("recipient")
    )
    order["orderId"] = order_id
    order["buyer"] |= {"buyerName": SCRIPT, "buyerEmail": f"{quote(QUOTES)}@example.com", "buyerCompanyName": EMOJI}
    address = {
        "name": ARABIC,
        "companyName": QUOTES,
        "addressLine1": LONG,
        "addressLine2": SCRIPT,
        "addressLine3": EMOJI,
    }
    order["recipient"]["deliveryAddress"] |= address | {"city": QUOTES}
    for item in order["orderItems"]:
        item["product"] |= {"title": f"{SCRIPT}{LONG}", "sellerSku": f"{QUOTES[:30]}"}
    return order


def test_hostile_orders_are_shown_harmlessly(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    order = hostile_order("303-6666666-6666666")
    body = json.dumps({"orders": [order]}).encode()
    request = Request(f"{office.emulator_url}/emulator/orders", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10):
        pass
    office.run("retrieve", "Amazon", "--order", order["orderId"])
    for width in (1280, 390):
        page = open_page(viewport={"width": width, "height": 850})
        sign_in(page)
        page.goto(f"{office.url}/documents/?q={order['orderId']}")
        page.locator("tbody tr a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text(ARABIC).first).to_be_visible()
        expect(page.get_by_text(EMOJI).first).to_be_visible()
        look(page, width)
        page.locator("section[aria-labelledby=order] a[href*='/customers/']").first.click()
        expect(page.get_by_role("heading", name="Letzte Vorgänge")).to_be_visible()
        look(page, width)
        for path in (
            "/",
            "/documents/",
            "/customers/",
            f"/documents/?q={quote(QUOTES)}",
            f"/customers/?q={quote(SCRIPT)}",
        ):
            page.goto(office.url + path)
            look(page, width)


def test_hostile_names_of_what_is_automated_are_shown_harmlessly(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    lists = ("/automation/", "/automation/services/", "/automation/log/", "/automation/presets/")
    with office.automated(SCRIPT[:100], LONG[:100]) as paths:
        for width in (1280, 390):
            page = open_page(viewport={"width": width, "height": 850})
            sign_in(page)
            for path in (*lists, *paths):
                page.goto(office.url + path)
                look(page, width)


def look(page: Page, width: int) -> None:
    """See that nothing ran, nothing was evaluated, and nothing pushes the page out of the window."""
    assert page.title() != "broken"
    assert page.locator("main script:not([src]), main svg[onload], main img[onerror]").count() == 0
    assert "49" not in page.locator("h1").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
