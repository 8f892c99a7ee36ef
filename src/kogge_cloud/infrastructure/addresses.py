"""Where calls may go: addresses that others entered must not lead into the network that the Cloud stands in.

A name is looked up when a connection is made, and the connection goes to the very address that was checked: a name
that leads elsewhere a moment later gains nothing.
"""

import ipaddress
import socket
from collections.abc import Iterable

import httpcore

from kogge_cloud.errors import CloudError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_BITS = 0xFFFFFFFF


class AddressPrivate(CloudError):
    """A host's name leads into a private network."""

    code = "address_private"


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet's: none of a private network, this machine, or this link.

    By the registries of special addresses (RFC 6890); what holds an IPv4 address is judged by that, too.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local:
            return False
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & _V4_BITS)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


class PublicBackend(httpcore.NetworkBackend):
    """Connects to public addresses only."""

    def __init__(self) -> None:
        """Connect as usual otherwise."""
        self._usual = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Look the host up and connect to the first of its addresses that answers.

        Raises AddressPrivate where any of them is no public one, and httpcore's ConnectError.
        """
        trouble: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in _look_up(host, port):
            try:
                return self._usual.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                trouble = error
        raise trouble or httpcore.ConnectError(f"{host} has no address")


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(map(is_public, addresses)):
        message = (
            f"The address “{host}” leads into a private network, and this Cloud calls public addresses only. Whoever "
            "runs it can allow that (KOGGE_PRIVATE_ADDRESSES)."
        )
        raise AddressPrivate(message)
    return addresses
