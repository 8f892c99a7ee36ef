"""What a consent may be asked with, and where the seller is sent afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from amazon_emulator.accounts import Application

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_STATE = 2000


class ConsentRefused(Exception):
    """The consent cannot even be asked. `reason` is a key of the pages' texts."""

    def __init__(self, reason: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        """Keep the reason and the HTTP status."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A valid request for a seller's consent. `region` is empty where the address does not tell it."""

    application: Application
    state: str
    redirect_uri: str
    region: str


def read_consent_request(application: Application | None, query: Mapping[str, str]) -> ConsentRequest:
    """Check the parameters of a consent address. Raises ConsentRefused."""
    if application is None:
        raise ConsentRefused("unknown_application", HTTPStatus.NOT_FOUND)
    if application.is_draft and query.get("version") != "beta":
        raise ConsentRefused("draft", HTTPStatus.FORBIDDEN)
    state = query.get("state", "")
    if len(state) > LONGEST_STATE:
        raise ConsentRefused("state_too_long")
    redirect_uri = query.get("redirect_uri", "") or next(iter(application.redirect_uris), "")
    if not is_registered(application, redirect_uri):
        raise ConsentRefused("unknown_redirect")
    return ConsentRequest(application, state, redirect_uri, query.get("region", "").upper())


def is_registered(application: Application, redirect_uri: str) -> bool:
    """Tell whether an application may be answered at an address: character by character, or on the own machine."""
    if redirect_uri in application.redirect_uris:
        return True
    if not application.accepts_loopback:
        return False
    try:
        address = urlsplit(redirect_uri)
    except ValueError:
        return False
    return address.scheme in {"http", "https"} and address.hostname in LOOPBACK and not address.fragment


def extend_address(address: str, parameters: Mapping[str, str]) -> str:
    """Return the address with further query parameters; empty ones are left out."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    query += [(name, value) for name, value in parameters.items() if value]
    return urlunsplit(parts._replace(query=urlencode(query)))
