"""An account at a marketplace and a shop in one installation: each has its own task, and neither disturbs the other."""

from pathlib import Path

from tests.chaos.automations import await_that, count_done, enter_task, list_runs
from tests.chaos.consoles import open_console
from tests.chaos.installations import install, kill
from tests.emulators import running_emulator, running_shop

PLATFORMS = {"Amazon": 60, "Shopware": 40}

ADD_SHOP = """
from kogge.config import read_config
from kogge.site.installation import install
answer = install(read_config(), with_demo=True, shop_url=words[0]).made
"""


def test_both_platforms_fetch_side_by_side(tmp_path: Path) -> None:
    amazon_orders, shop_orders = (("--orders", str(orders)) for orders in PLATFORMS.values())
    with (
        running_emulator(*amazon_orders, "--quota", "100000") as amazon,
        running_shop(*shop_orders) as shop,
        install(tmp_path, amazon.url) as office,
        open_console(office) as console,
    ):
        assert "platform “Shopware”" in console.ask(ADD_SHOP, shop.url)
        tasks = {name: enter_task(console, name=name, platform=name) for name in PLATFORMS}
        worker = office.start("worker")
        try:
            # The second run of each finds what the first one may have come too early for, and nothing twice.
            await_that(lambda: all(count_done(console, task) >= 2 for task in tasks.values()))
        finally:
            kill(worker)
        for name, task in tasks.items():
            created = sum(run["counts"].get("created", 0) for run in list_runs(console, task))
            assert office.check_books(name)["documents"] == created > 0
