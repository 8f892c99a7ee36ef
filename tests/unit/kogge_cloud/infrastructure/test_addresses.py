"""Addresses that merchants enter lead nowhere into the Cloud's own network."""

import socket
from collections.abc import Callable
from typing import Any

import httpcore
import httpx
import pytest

from kogge_cloud.infrastructure.addresses import AddressPrivate, PublicBackend, is_public
from kogge_cloud.infrastructure.http import PublicTransport


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_addresses_of_private_networks_are_not(address: str) -> None:
    assert not is_public(address)


def _resolving_to(*answers: list[str]) -> Callable[..., list[Any]]:
    """Return a look-up that gives one answer after the other."""
    waiting = list(answers)
    return lambda *_args, **_named: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in waiting.pop(0)
    ]


def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_to(["93.184.216.34", "10.0.0.1"]))
    with httpx.Client(transport=PublicTransport()) as client, pytest.raises(AddressPrivate, match="private network"):
        client.get("https://shop.example/api/oauth/token")


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(_backend: object, host: str, *_rest: object) -> httpcore.NetworkStream:
        asked.append(host)
        message = "nobody answers"
        raise httpcore.ConnectError(message)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_to(["93.184.216.34", "93.184.216.35"], ["127.0.0.1"]))
    backend = PublicBackend()
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("rebinding.example", 443)
    assert asked == ["93.184.216.34", "93.184.216.35"]
    with pytest.raises(AddressPrivate):
        backend.connect_tcp("rebinding.example", 443)
