"""Documents in memory, and the signed addresses that open them for five minutes."""

import gzip
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from amazon_emulator.clock import Clock

URL_LIFE = timedelta(minutes=5)
DOCUMENTS_PATH = "/documents"
DOWNLOAD, UPLOAD = "GET", "PUT"
GZIP = "GZIP"


@dataclass(slots=True)
class Document:
    """A document of a seller. `content` is None until it was uploaded; `compression` is empty or GZIP."""

    document_id: str
    seller_id: str
    content_type: str
    content: bytes | None = field(default=None, repr=False)
    compression: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """What a signed address opens, for which method, until when (UTC)."""

    document: Document
    method: str
    expires_at: datetime
    encoding: str


class Documents:
    """Keeps documents, and knows which address opens which."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self.origin = ""
        """Where documents are served: scheme, host and port."""
        self._clock = clock
        self._documents: dict[str, Document] = {}
        self._permissions: dict[str, Permission] = {}

    def add(self, seller_id: str, text: str, content_type: str, *, compress: bool) -> Document:
        """Keep a text as a new document."""
        document = self.reserve(seller_id, content_type)
        self.write(document, text, compress=compress)
        return document

    def write(self, document: Document, text: str, *, compress: bool) -> None:
        """Keep a text in the charset that the content type names; what that lacks becomes a question mark."""
        charset = document.content_type.partition("charset=")[2] or "utf-8"
        content = text.encode(charset, "replace")
        document.compression = GZIP if compress else ""
        # A fixed time within the gzip header: the same text gives the same bytes.
        document.content = gzip.compress(content, mtime=0) if compress else content

    def reserve(self, seller_id: str, content_type: str) -> Document:
        """Return a new, empty document that waits for its upload."""
        document = Document(f"amzn1.spdoc.1.4.eu.{uuid.uuid4()}", seller_id, content_type)
        self._documents[document.document_id] = document
        return document

    def find(self, seller_id: str, document_id: str) -> Document | None:
        """Return a seller's document, if he has one of that id."""
        document = self._documents.get(document_id)
        return document if document is not None and document.seller_id == seller_id else None

    def sign(self, document: Document, method: str = DOWNLOAD, *, encoded: bool = False) -> str:
        """Return an address that opens the document for one method, five minutes long.

        `encoded` has it served with the gzip content encoding, which HTTP clients undo by themselves.
        """
        token, expires_at = secrets.token_urlsafe(24), self._clock.now() + URL_LIFE
        encoding = "gzip" if encoded and document.compression == GZIP else ""
        self._permissions[token] = Permission(document, method, expires_at, encoding)
        query = {"token": token, "expires": int(expires_at.timestamp())}
        return f"{self.origin}{DOCUMENTS_PATH}/{document.document_id}?{urlencode(query)}"

    def find_permission(self, document_id: str, token: str, method: str) -> Permission | None:
        """Return what an address opens, or None where it is wrong. It may have expired."""
        permission = self._permissions.get(token)
        if permission is None or permission.method != method or permission.document.document_id != document_id:
            return None
        return permission
