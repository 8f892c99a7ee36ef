"""Amazon's error answers, word for word where they are known."""

from http import HTTPStatus

from starlette.responses import JSONResponse

GENERIC_INVALID = "The input you have submitted is not valid. Please check your input and try again."


class ApiError(Exception):
    """An answer in the shape of the models' ErrorList."""

    def __init__(self, status: int, code: str, message: str, details: str | None = None) -> None:
        """Keep what Amazon says."""
        super().__init__(message)
        self.status = status
        self.body: dict[str, list[dict[str, str]]] = {"errors": [{"code": code, "message": message}]}
        if details is not None:
            self.body["errors"][0]["details"] = details

    def response(self, headers: dict[str, str]) -> JSONResponse:
        """Render the answer."""
        return JSONResponse(self.body, status_code=self.status, headers=headers)


def invalid_input(message: str = GENERIC_INVALID, details: str = "") -> ApiError:
    """Return the answer to a request that cannot be read."""
    return ApiError(HTTPStatus.BAD_REQUEST, "InvalidInput", message, details)


def unauthorized(details: str) -> ApiError:
    """Return the answer to a missing, broken or expired token; a missing right has empty details."""
    return ApiError(HTTPStatus.FORBIDDEN, "Unauthorized", "Access to requested resource is denied.", details)


def quota_exceeded() -> ApiError:
    """Return the answer to too many calls."""
    message = "You exceeded your quota for the requested resource."
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, "QuotaExceeded", message)


def not_found(order_id: str) -> ApiError:
    """Return the answer to an order id that does not exist."""
    return ApiError(HTTPStatus.NOT_FOUND, "NotFound", f"Order {order_id} not found.", "")


def internal_failure() -> ApiError:
    """Return the answer of a broken server."""
    message = "We encountered an internal error. Please try again."
    return ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "InternalFailure", message)


def unavailable() -> ApiError:
    """Return the answer of an overloaded server."""
    message = "Service is temporarily unavailable. Please try again."
    return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
