"""Hosts of their own on one machine: network namespaces behind a bridge, whose lines can be cut."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

NETWORK = "10.213.87"
BRIDGE_ADDRESS = f"{NETWORK}.1"


class NetworkForbidden(Exception):
    """Namespaces cannot be made here."""


@dataclass(frozen=True)
class Host:
    """A namespace with a line to the bridge."""

    name: str
    line: str

    @property
    def prefix(self) -> tuple[str, ...]:
        """What goes before a command so that it runs there."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Cut the line: nobody is told, packets are simply lost."""
        _ip("link", "set", self.line, "down")

    def mend(self) -> None:
        """Put the line up again."""
        _ip("link", "set", self.line, "up")


@contextmanager
def networked_hosts(number: int) -> Iterator[list[Host]]:
    """Provide hosts that reach this machine at BRIDGE_ADDRESS. Raises NetworkForbidden."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        message = "network namespaces need root and the program ip (iproute2)"
        raise NetworkForbidden(message)
    token = secrets.token_hex(2)
    with ExitStack() as stack:
        bridge = f"kgb{token}"
        try:
            _ip("link", "add", bridge, "type", "bridge")
        except subprocess.CalledProcessError as error:
            message = f"network namespaces are not permitted here: {error.stderr.strip()}"
            raise NetworkForbidden(message) from error
        stack.callback(_ip, "link", "del", bridge)
        _ip("addr", "add", f"{BRIDGE_ADDRESS}/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        yield [_add_host(stack, bridge, f"kg{token}{place}", place) for place in range(number)]


def _add_host(stack: ExitStack, bridge: str, name: str, place: int) -> Host:
    line = f"{name}l"
    _ip("netns", "add", name)
    stack.callback(_ip, "netns", "del", name)
    _ip("link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", name)
    stack.callback(_ip, "link", "del", line)
    _ip("link", "set", line, "master", bridge, "up")
    inside = ("-n", name)
    _ip(*inside, "addr", "add", f"{NETWORK}.{place + 10}/24", "dev", "eth0")
    _ip(*inside, "link", "set", "eth0", "up")
    _ip(*inside, "link", "set", "lo", "up")
    return Host(name, line)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
