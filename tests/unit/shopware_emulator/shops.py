"""A shop in this process, asked over ASGI."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from shopware_emulator.app import create_app
from shopware_emulator.clock import Clock
from shopware_emulator.emulator import Emulator
from shopware_emulator.login.tokens import DEMO_KEY, DEMO_SECRET

KEYS = {"grant_type": "client_credentials", "client_id": DEMO_KEY, "client_secret": DEMO_SECRET}


class Shop:
    """Asks an emulator in this process."""

    def __init__(self, orders: int = 30, **settings: Any) -> None:
        self.emulator = Emulator(clock=Clock(virtual=True), **settings)
        self.emulator.generate(orders)
        self.app = create_app(self.emulator)
        self.headers: dict[str, str] = {"Accept": "application/json"}

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            headers = self.headers | options.pop("headers", {})
            async with httpx.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
                try:
                    return await client.request(method, path, **options)
                except AssertionError as error:
                    # The transport's way to say that the answer broke off.
                    message = "the connection broke off"
                    raise httpx.ReadError(message) from error

        # In a thread of its own: the browser tests leave an event loop running in theirs.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, send()).result()

    def sign_in(self) -> "Shop":
        answer = self.ask("POST", "/api/oauth/token", json=KEYS).json()
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"
        return self

    def search(self, entity: str, **criteria: Any) -> Any:
        answer = self.ask("POST", f"/api/search/{entity}", json=criteria)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order_ids(self, **criteria: Any) -> list[str]:
        return list(self.ask("POST", "/api/search-ids/order", json=criteria).json()["data"])
