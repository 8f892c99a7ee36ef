"""Serves documents the way Amazon's storage does: no token but the address, errors in XML."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amazon_emulator.clock import Clock
from amazon_emulator.documents.store import DOCUMENTS_PATH, Documents, Permission

_DENIED = "Access Denied"
_EXPIRED = "Request has expired"
_MISMATCH = "The request signature we calculated does not match the signature you provided."


def document_routes(documents: Documents, clock: Clock) -> list[Route]:
    """Return the route that documents are downloaded from and uploaded to."""

    async def serve(request: Request) -> Response:
        # Starlette answers HEAD wherever GET is served; a signed address is for one method.
        token = request.query_params.get("token", "")
        permission = documents.find_permission(request.path_params["document_id"], token, request.method)
        if permission is None:
            return _refuse(HTTPStatus.FORBIDDEN, "AccessDenied", _DENIED)
        if clock.now() >= permission.expires_at:
            return _refuse(HTTPStatus.FORBIDDEN, "AccessDenied", _EXPIRED)
        if request.method == "PUT":
            return _upload(permission, request.headers.get("content-type", ""), await request.body())
        return _download(permission)

    return [Route(f"{DOCUMENTS_PATH}/{{document_id}}", serve, methods=["GET", "PUT"])]


def _upload(permission: Permission, content_type: str, content: bytes) -> Response:
    if _normalise(content_type) != _normalise(permission.document.content_type):
        return _refuse(HTTPStatus.FORBIDDEN, "SignatureDoesNotMatch", _MISMATCH)
    permission.document.content = content
    return Response()


def _download(permission: Permission) -> Response:
    document = permission.document
    if document.content is None:
        return _refuse(HTTPStatus.NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
    headers = {"Content-Type": document.content_type}
    if permission.encoding:
        headers["Content-Encoding"] = permission.encoding
    return Response(document.content, headers=headers)


def _normalise(content_type: str) -> str:
    return "".join(content_type.lower().split())


def _refuse(status: HTTPStatus, code: str, message: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status_code=status, media_type="application/xml")
