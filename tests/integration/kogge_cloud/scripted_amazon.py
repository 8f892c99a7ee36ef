"""An Amazon on real HTTP that answers exactly what a test wrote down: for answers the Emulator does not give."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

LOGIN_PATH = "/auth/o2/token"
BAD_TOKEN = "The access token you provided is revoked, malformed or invalid."


@dataclass
class Reply:
    """One answer: a status and a body (text is sent as it is)."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class ScriptedAmazon:
    """What to answer, and what was asked. Replies are used up in order; without one, `otherwise` decides."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    logins: list[Reply] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    login_count: int = 0
    otherwise: Callable[[dict[str, str]], Reply] = field(default=lambda _: Reply({"orders": []}))

    def answer_login(self) -> Reply:
        """Give out access tokens that can be told apart."""
        self.login_count += 1
        if self.logins:
            return self.logins.pop(0)
        return Reply({"access_token": f"Atza|{self.login_count}", "token_type": "bearer", "expires_in": 3600})

    def answer(self, path: str, query: dict[str, str], access_token: str) -> Reply:
        """Note the request and give the next reply."""
        self.requests.append(query | {"path": path, "access_token": access_token})
        return self.replies.pop(0) if self.replies else self.otherwise(query)


def page(*orders: object, next_token: str = "", until: str = "2026-11-20T12:00:00Z") -> Reply:
    """Return a page of searchOrders."""
    body: dict[str, Any] = {"orders": list(orders), "lastUpdatedBefore": until}
    if next_token:
        body["pagination"] = {"nextToken": next_token}
    return Reply(body, headers={"x-amzn-RateLimit-Limit": "1000"})


def refusal(status: int, code: str, message: str = "", details: str = "") -> Reply:
    """Return an error the way Amazon words it."""
    return Reply({"errors": [{"code": code, "message": message, "details": details}]}, status)


@contextmanager
def scripted_amazon() -> Iterator[ScriptedAmazon]:
    """Serve a script on a free port of this machine until the block ends."""
    script = ScriptedAmazon()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send(script.answer_login())

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._send(script.answer(parts.path, query, self.headers.get("x-amz-access-token", "")))

        def _send(self, reply: Reply) -> None:
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            body = text.encode()
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
