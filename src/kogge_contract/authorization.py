"""Signing a platform in: sessions in the seller's browser, credentials of a merchant's own application, warnings."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AuthorizationState(StrEnum):
    """Whether the Cloud may act for the seller."""

    NOT_AUTHENTICATED = "not_authenticated"
    AUTHENTICATED = "authenticated"
    REVOKED = "revoked"


class SelfAuthorization(_Message):
    """Credentials of a merchant's own private application: write-only, kept encrypted.

    `client_secret_created_at` is when Amazon issued the secret (it lives 180 days); None takes now.
    """

    client_id: str
    client_secret: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    seller_reference: str
    client_secret_created_at: AwareDatetime | None = None


class RenewedSecret(_Message):
    """A new client secret of a merchant's own application; the one before stays usable until Amazon ends it."""

    client_secret: str = Field(repr=False)
    client_secret_created_at: AwareDatetime | None = None


class NewAuthorizationSession(_Message):
    """Ask for a sign-in in the browser; the success page speaks `language` and leads back to `return_url`."""

    return_url: str = ""
    language: str = "en"


class AuthorizationSession(_Message):
    """Where the seller's browser is to go (the platform's own consent page), and until when that works."""

    url: str
    expires_at: AwareDatetime


class WarningKind(StrEnum):
    """What runs out."""

    AUTHORIZATION = "authorization"
    CLIENT_SECRET = "client_secret"  # noqa: S105 - the name of a warning
    APPLICATION_SECRET = "application_secret"  # noqa: S105 - that of the Cloud's own application


class ExpiryWarning(_Message):
    """Something runs out in `days_left` days (0: today or already)."""

    kind: WarningKind
    expires_at: AwareDatetime
    days_left: int
