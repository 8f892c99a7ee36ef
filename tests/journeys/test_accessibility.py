"""Every page holds what axe-core checks of WCAG, in light on a desk and in dark on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.office import Office

PATHS = (
    "/",
    "/documents/",
    "/documents/?q=nichts-dergleichen",
    "/documents/?designer=1",
    "/documents/1/",
    "/customers/",
    "/customers/1/",
    "/customers/duplicates/",
    "/articles/",
    "/articles/add/",
    "/articles/skus/",
    "/articles/skus/add/",
    "/documents/1/raw/",
    "/documents/1/remap/",
    "/documents/1/cancel/",
    "/documents/1/convert/",
    "/documents/1/lock/",
    "/documents/archive/",
    "/search/",
    "/data-imports/upload/",
    "/data-imports/database/postgresql/",
    "/orders/changes/",
    "/customers/add/",
    "/customers/1/edit/",
    "/articles/1/",
    "/parameters/address-statuses/",
    "/parameters/address-statuses/1/copy/",
    "/parameters/document-types/",
    "/parameters/document-types/1/",
    "/parameters/number-ranges/1/",
    "/parameters/shipping-methods/",
    "/parameters/shipping-methods/1/",
    "/parameters/tax-rates/",
    "/letterhead/",
    "/parameters/warehouses/",
    "/parameters/tax-registrations/add/",
    "/platforms/",
    "/platforms/1/",
    "/platforms/new/",
    "/platforms/1/edit/",
    "/platforms/1/document-creation/",
    "/platforms/1/credentials/",
    "/platforms/1/defaults/",
    "/platforms/1/import-settings/",
    "/orders/parked/",
    "/orders/skipped/",
    "/retrievals/1/",
    "/credentials/",
    "/credentials/new/",
    "/people/",
    "/people/new/",
    "/password/",
    "/journal/",
    "/shipping/",
    "/shipping/scan/",
    "/shipping/print/",
    "/shipping/parcels/",
    "/shipping/imports/",
    "/shipping/imports/upload/",
    "/documents/1/parcels/add/",
    "/status/",
    "/status/unreported/",
    "/platform-rules/",
    "/platform-rules/add/",
    "/automation/",
    "/automation/tasks/add/",
    "/automation/services/",
    "/automation/services/add/",
    "/automation/log/",
    "/automation/presets/",
    "/no-such-page/",
)
SERIOUS = {"serious", "critical"}
EVERYTHING = {"resultTypes": ["violations"], "preload": False}
WHAT_LOOKS_CHANGE = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]}
"""Rules whose answer depends on colours and width: the structure of a page is the same in the dark and on a phone."""


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_no_serious_violation(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None], theme: str, width: int
) -> None:
    page = open_page(color_scheme=theme, viewport={"width": width, "height": 850})
    rules = EVERYTHING if theme == "light" else WHAT_LOOKS_CHANGE
    page.goto(f"{office.url}/sign-in/")
    found = {"/sign-in/": violations(page, rules)}
    sign_in(page)
    with office.automated(f"Nachts {theme}") as paths:
        # Colours and widths come from one style sheet: in the dark, a page in three stands for the others.
        for path in (*(PATHS if theme == "light" else PATHS[::3]), *paths):
            page.goto(office.url + path)
            found[path] = violations(page, rules)
        # The last one was the assistant's first step; the others have no address of their own.
        for step in ("rules", "summary"):
            page.get_by_role("button", name="Weiter", exact=True).click()
            page.get_by_role("button", name="Zurück", exact=True).wait_for()
            found[step] = violations(page, rules)
    assert {path: each for path, each in found.items() if each} == {}


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return what is seriously wrong: rule and elements."""
    return [
        f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
        for each in Axe().run(page, options=rules).response["violations"]
        if each["impact"] in SERIOUS
    ]
