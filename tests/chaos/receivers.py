"""Those whom Kogge tells things, as real servers of this machine: a webhook's receiver and a mail server."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """What a webhook got: its headers and bodies in their order; `statuses` are answered first, then 204."""

    statuses: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    url: str = ""

    @property
    def keys(self) -> list[str]:
        """The Idempotency-Keys of the calls."""
        return [headers["Idempotency-Key"] for headers, _body in self.calls]


@contextmanager
def running_hook(*statuses: int) -> Iterator[Hook]:
    """Run a webhook's server."""
    hook = Hook(list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.calls.append((dict(self.headers), json.loads(body)))
            self.send_response(hook.statuses.pop(0) if hook.statuses else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        hook.url = f"http://127.0.0.1:{port}/hook"
        yield hook


@dataclass
class Post:
    """What a mail server took; while `is_away` it hangs up on everybody."""

    is_away: bool = False
    attempts: int = 0
    mails: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def running_post(*, is_away: bool = False) -> Iterator[Post]:
    """Run a mail server that knows as much of SMTP (RFC 5321) as one mail needs."""
    post = Post(is_away)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            post.attempts += 1
            if not post.is_away:
                self._say("220 post")
                for line in iter(self.rfile.readline, b""):
                    if not self._answer(line.decode().strip().upper()):
                        break

        def _answer(self, word: str) -> bool:
            if word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                post.mails.append(b"".join(lines).decode())
            self._say("221 bye" if word == "QUIT" else "250 post")
            return word != "QUIT"

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        post.port = port
        yield post


@contextmanager
def _serving(server: socketserver.ThreadingTCPServer | ThreadingHTTPServer) -> Iterator[int]:
    server.daemon_threads = True
    with server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
