"""The Office's client of the Cloud: the contract over HTTP, or in-process over the same WSGI application."""

import time
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils import translation
from pydantic import BaseModel, TypeAdapter, ValidationError

from kogge.infrastructure.cloud_errors import CloudRefused, CloudUnreachable, WrongCredentials
from kogge.infrastructure.http import make_client, send_patiently
from kogge.infrastructure.secrets import decrypt
from kogge.kernel.errors import KoggeError
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.authorization import (
    AuthorizationSession,
    NewAuthorizationSession,
    RenewedSecret,
    SelfAuthorization,
)
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.invoices import InvoiceState, NewInvoice
from kogge_contract.listings import ItemResultPage, NewTransfer, TransferState
from kogge_contract.messages import (
    AccessToken,
    Acknowledgement,
    ChangedPlatform,
    FetchState,
    ListingPage,
    NewFetch,
    NewPlatform,
    PlatformState,
    Problem,
    Status,
)
from kogge_contract.notifications import DueWork, NotificationState, NotificationWish
from kogge_contract.order_reports import CollectionPage, CollectionState, NewCollection
from kogge_contract.platforms import KeyAuthorization, MethodNames, PlatformTraits
from kogge_contract.quotas import Quota
from kogge_contract.shipments import NewShipment, ShipmentState

EMBEDDED_URL = "http://embedded/cloud"
TOKEN_MARGIN_S = 60
"""A token is renewed this long before it ends."""

Answer = TypeVar("Answer", bound=BaseModel)
_PLATFORMS = TypeAdapter(list[PlatformState])
_DUE_WORK = TypeAdapter(list[DueWork])
_QUOTAS = TypeAdapter(list[Quota])
_KINDS = TypeAdapter(list[PlatformTraits])


class CloudClient:
    """Speaks the contract for one client account. Safe to share between threads."""

    def __init__(self, http: httpx.Client, client_id: str, client_secret: str) -> None:
        """Sign in as `client_id` when the first call needs it."""
        self._http = http
        self._client_id = client_id
        self._client_secret = client_secret
        self._token = ""
        self._token_ends = 0.0
        self._lock = Lock()

    def ask_anybody(self, path: str) -> bytes:
        """Return what an address answers to everybody, as it came. Raises CloudUnreachable, CloudRefused."""
        answer = self._deliver(self._http.build_request("GET", path))
        if answer.is_success:
            return answer.content
        raise _refusal(answer)

    def read_status(self) -> Status:
        """Ask who answers. Raises CloudUnreachable, CloudRefused, WrongCredentials, as every method here."""
        return _understand(self._call("GET", "/v1/status"), Status)

    def register_platform(self, new: NewPlatform) -> PlatformState:
        """Register a platform account."""
        return _understand(self._call("POST", "/v1/platforms", new), PlatformState)

    def list_platforms(self) -> list[PlatformState]:
        """List the account's platforms."""
        answer = self._call("GET", "/v1/platforms")
        try:
            return _PLATFORMS.validate_json(answer.content)
        except ValidationError:
            raise _not_understood(answer) from None

    def get_platform(self, platform: str) -> PlatformState:
        """Return a platform's state by its reference."""
        return _understand(self._call("GET", f"/v1/platforms/{platform}"), PlatformState)

    def authorize(self, platform: str, authorization: SelfAuthorization) -> PlatformState:
        """Hand over the credentials of the merchant's own application; they cannot be read back."""
        return _understand(self._call("PUT", f"/v1/platforms/{platform}/authorization", authorization), PlatformState)

    def authorize_by_keys(self, platform: str, keys: KeyAuthorization) -> PlatformState:
        """Let the Cloud try a shop's keys and keep them; they cannot be read back."""
        return _understand(self._call("PUT", f"/v1/platforms/{platform}/authorization/keys", keys), PlatformState)

    def renew_secret(self, platform: str, renewed: RenewedSecret) -> PlatformState:
        """Hand over a newer client secret of the merchant's own application; the one before stays in use beside it."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/authorization/secret", renewed), PlatformState)

    def sign_out(self, platform: str) -> PlatformState:
        """Forget the platform's credentials; its feed stays."""
        return _understand(self._call("DELETE", f"/v1/platforms/{platform}/authorization"), PlatformState)

    def change_platform(self, platform: str, changed: ChangedPlatform) -> PlatformState:
        """Give a registered platform another name, region or marketplaces."""
        return _understand(self._call("PATCH", f"/v1/platforms/{platform}", changed), PlatformState)

    def start_authorization_session(self, platform: str, new: NewAuthorizationSession) -> AuthorizationSession:
        """Ask where the seller's browser is to go to give the Cloud access."""
        path = f"/v1/platforms/{platform}/authorization/sessions"
        return _understand(self._call("POST", path, new), AuthorizationSession)

    def start_fetch(self, platform: str, new: NewFetch) -> FetchState:
        """Create a fetch, or return the one that has this reference already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/fetches", new), FetchState)

    def advance_fetch(self, platform: str, fetch: str) -> FetchState:
        """Let the Cloud make the fetch's next call to the platform, if the quota allows it now."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/fetches/{fetch}/advance"), FetchState)

    def read_feed(self, platform: str, *, after: int, limit: int) -> bytes:
        """Return a page of the feed as it came (JSON of FeedPage): its reader validates entry by entry."""
        return self._call("GET", f"/v1/platforms/{platform}/feed", query={"after": after, "limit": limit}).content

    def read_order(self, platform: str, order_reference: str) -> bytes:
        """Return the newest version of one order as it came (JSON of FeedEntry)."""
        return self._call("GET", f"/v1/platforms/{platform}/feed/orders/{quote(order_reference, safe='')}").content

    def read_raw_order(self, platform: str, order_reference: str) -> bytes:
        """Return what the platform itself sent of an order, as JSON: for people who may see everything."""
        path = f"/v1/platforms/{platform}/feed/orders/{quote(order_reference, safe='')}/raw"
        return self._call("GET", path).content

    def acknowledge(self, platform: str, sequence: int) -> None:
        """Tell that everything up to `sequence` has been taken over for good."""
        self._call("POST", f"/v1/platforms/{platform}/feed/acknowledgement", Acknowledgement(sequence=sequence))

    def read_listing(self, platform: str, *, since: datetime | None, token: str | None) -> ListingPage:
        """Return what the platform lists at this moment, one page at a time."""
        wished = {"since": since.isoformat() if since else None, "token": token}
        query = {name: value for name, value in wished.items() if value}
        return _understand(self._call("GET", f"/v1/platforms/{platform}/listing", query=query), ListingPage)

    def list_methods(self, platform: str) -> MethodNames:
        """Return by which payment and shipping methods the platform's orders may come."""
        return _understand(self._call("GET", f"/v1/platforms/{platform}/methods"), MethodNames)

    def set_notifications(self, platform: str, wish: NotificationWish) -> NotificationState:
        """Let the platform tell of changes itself, or no longer; what it refuses stands in the answer."""
        return _understand(self._call("PUT", f"/v1/platforms/{platform}/notifications", wish), NotificationState)

    def get_notifications(self, platform: str) -> NotificationState:
        """Return whether the platform tells of changes itself."""
        return _understand(self._call("GET", f"/v1/platforms/{platform}/notifications"), NotificationState)

    def list_due_work(self) -> list[DueWork]:
        """Return what is due at each of the account's authenticated platforms."""
        answer = self._call("GET", "/v1/due-work")
        try:
            return _DUE_WORK.validate_json(answer.content)
        except ValidationError:
            raise _not_understood(answer) from None

    def list_quotas(self) -> list[Quota]:
        """Return how many calls each of the account's authenticated platforms still allows."""
        answer = self._call("GET", "/v1/quotas")
        try:
            return _QUOTAS.validate_json(answer.content)
        except ValidationError:
            raise _not_understood(answer) from None

    def find_foreign_work(self, platform: str) -> ForeignWork:
        """Return what at the platform is of no Office's doing."""
        return _understand(self._call("GET", f"/v1/platforms/{platform}/foreign-work"), ForeignWork)

    def start_audit(self, platform: str, new: NewAudit) -> AuditState:
        """Ask for the platform's own report of all orders, or return the audit that has this reference already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/audits", new), AuditState)

    def advance_audit(self, platform: str, audit: str) -> AuditState:
        """Let the Cloud make the audit's next call to the platform, if one is due."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/audits/{audit}/advance"), AuditState)

    def read_audit(self, platform: str, audit: str, *, after: str) -> AuditPage:
        """Return a page of what report, notifications and feed know of the platform's orders."""
        path = f"/v1/platforms/{platform}/audits/{audit}/orders"
        return _understand(self._call("GET", path, query={"after": after}), AuditPage)

    def start_collection(self, platform: str, new: NewCollection) -> CollectionState:
        """Ask for the platform's order reports, or return the collection that has this reference already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/collections", new), CollectionState)

    def advance_collection(self, platform: str, collection: str) -> CollectionState:
        """Let the Cloud make the collection's next call to the platform, if one is due."""
        path = f"/v1/platforms/{platform}/collections/{collection}/advance"
        return _understand(self._call("POST", path), CollectionState)

    def read_collection(self, platform: str, collection: str, *, after: int) -> CollectionPage:
        """Return some of a collection's orders, behind a position."""
        path = f"/v1/platforms/{platform}/collections/{collection}/orders"
        return _understand(self._call("GET", path, query={"after": after}), CollectionPage)

    def forget_collection(self, platform: str, collection: str) -> None:
        """Tell that a collection was taken over: the Cloud deletes it."""
        self._call("DELETE", f"/v1/platforms/{platform}/collections/{collection}")

    def confirm_shipment(self, platform: str, new: NewShipment) -> ShipmentState:
        """Hand over a confirmation, or return the one that has this reference and content already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/shipments", new), ShipmentState)

    def get_shipment(self, platform: str, shipment: str) -> ShipmentState:
        """Return how far a confirmation is, by its reference."""
        path = f"/v1/platforms/{platform}/shipments/{quote(shipment, safe='')}"
        return _understand(self._call("GET", path), ShipmentState)

    def advance_shipment(self, platform: str, shipment: str) -> ShipmentState:
        """Let the Cloud make the confirmation's next call to the platform, if one is due."""
        path = f"/v1/platforms/{platform}/shipments/{quote(shipment, safe='')}/advance"
        return _understand(self._call("POST", path), ShipmentState)

    def upload_invoice(self, platform: str, new: NewInvoice) -> InvoiceState:
        """Hand over an invoice, or return the upload that has this reference and content already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/invoices", new), InvoiceState)

    def advance_invoice(self, platform: str, invoice: str) -> InvoiceState:
        """Let the Cloud make the upload's next call to the platform, if one is due."""
        path = f"/v1/platforms/{platform}/invoices/{quote(invoice, safe='')}/advance"
        return _understand(self._call("POST", path), InvoiceState)

    def begin_transfer(self, platform: str, new: NewTransfer) -> TransferState:
        """Hand offers over, or return the transfer that has this reference and content already."""
        return _understand(self._call("POST", f"/v1/platforms/{platform}/transfers", new), TransferState)

    def advance_transfer(self, platform: str, transfer: str) -> TransferState:
        """Let the Cloud make the transfer's next call to the platform, if one is due."""
        path = f"/v1/platforms/{platform}/transfers/{quote(transfer, safe='')}/advance"
        return _understand(self._call("POST", path), TransferState)

    def read_transfer_results(self, platform: str, transfer: str, *, after: int) -> ItemResultPage:
        """Return a page of what became of a transfer's items, behind a position; -1 begins."""
        path = f"/v1/platforms/{platform}/transfers/{quote(transfer, safe='')}/results"
        return _understand(self._call("GET", path, query={"after": after}), ItemResultPage)

    def _call(
        self, method: str, path: str, body: BaseModel | None = None, *, query: dict[str, Any] | None = None
    ) -> httpx.Response:
        answer = self._send(method, path, body, query)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._forget_token()
            answer = self._send(method, path, body, query)
        if answer.is_success:
            return answer
        raise _refusal(answer)

    def _send(self, method: str, path: str, body: BaseModel | None, query: dict[str, Any] | None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._current_token()}"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = body.model_dump_json()
        request = self._http.build_request(method, path, params=query, headers=headers, content=content)
        return self._deliver(request)

    def _deliver(self, request: httpx.Request) -> httpx.Response:
        try:
            # An embedded Cloud answers in this thread, and speaks its own caller's language while it does.
            with translation.override(translation.get_language()):
                return send_patiently(lambda: self._http.send(request))
        except httpx.TransportError as error:
            message = f"The Cloud at {self._http.base_url} does not answer ({type(error).__name__})."
            raise CloudUnreachable(message) from None

    def _current_token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._token_ends:
                self._sign_in()
            return self._token

    def _forget_token(self) -> None:
        with self._lock:
            self._token_ends = 0.0

    def _sign_in(self) -> None:
        request = self._http.build_request(
            "POST",
            "/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_id": self._client_id,
                "client_secret": self._client_secret,
            },
        )
        answer = self._deliver(request)
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            message = f"The Cloud at {self._http.base_url} does not accept the credentials of “{self._client_id}”."
            refusal = _refusal(answer)
            raise WrongCredentials(
                message, refusal.details.get("wrong", "") if isinstance(refusal, CloudRefused) else ""
            )
        if not answer.is_success:
            raise _refusal(answer)
        token = _understand(answer, AccessToken)
        self._token = token.access_token
        self._token_ends = time.monotonic() + max(token.expires_in - TOKEN_MARGIN_S, 0)


def connect(client_id: str, client_secret_encrypted: bytes | memoryview) -> CloudClient:
    """Return this process's client for stored credentials: one an account, so that its token is shared.

    Raises SecretUnreadable when the secret was encrypted with a key that is gone.
    """
    return _client(settings.KOGGE_CLOUD_URL, client_id, decrypt(client_secret_encrypted))


def read_kinds() -> list[PlatformTraits]:
    """Ask the Cloud which kinds of platforms it knows, and what each is like; nobody need sign in for that.

    Raises CloudUnreachable, CloudRefused.
    """
    answer = _client(settings.KOGGE_CLOUD_URL, "", "").ask_anybody("/v1/kinds")
    try:
        return _KINDS.validate_json(answer)
    except ValidationError:
        message = "The Cloud's kinds of platforms cannot be understood: Office and Cloud may differ in age."
        raise CloudUnreachable(message) from None


@lru_cache(maxsize=32)
def _client(url: str, client_id: str, client_secret: str) -> CloudClient:
    if url:
        return CloudClient(make_client(url), client_id, client_secret)
    # The same handler that a web server would run: middleware, authentication and JSON included.
    transport = httpx.WSGITransport(app=WSGIHandler())
    return CloudClient(make_client(EMBEDDED_URL, transport), client_id, client_secret)


def _understand(answer: httpx.Response, kind: type[Answer]) -> Answer:
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError:
        raise _not_understood(answer) from None


def _refusal(answer: httpx.Response) -> KoggeError:
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return _not_understood(answer)
    return CloudRefused(
        problem.message,
        code=problem.code,
        permanent=problem.permanent,
        status=answer.status_code,
        details=problem.details,
    )


def _not_understood(answer: httpx.Response) -> CloudUnreachable:
    address = answer.request.url.copy_with(query=None)
    return CloudUnreachable(f"{address} answered HTTP {answer.status_code}, but not as a Cloud of Kogge does.")
