"""The Cloud's own public applications: kept, rotated, read for sign-ins."""

from datetime import datetime

from pydantic import TypeAdapter

from kogge_cloud.accounts.errors import ApplicationMissing
from kogge_cloud.accounts.models import Application, Registration
from kogge_cloud.accounts.rules import (
    OAUTH,
    SECRET_LIFE,
    ClientSecret,
    Credentials,
    add_secret,
    list_usable_secrets,
)
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import decrypt, encrypt
from kogge_contract.authorization import AuthorizationState

_SECRETS = TypeAdapter(tuple[ClientSecret, ...])


def set_application(  # noqa: PLR0913 - what Amazon's developer console shows of an application
    kind: str,
    *,
    application_id: str,
    client_id: str,
    secret: ClientSecret,
    now: datetime,
    is_draft: bool = False,
    redirect_uri: str = "",
    authorize_url: str = "",
) -> Application:
    """Keep the application of a kind of platform; another one with its secrets is replaced."""
    with atomic():
        application, _created = Application.objects.update_or_create(
            kind=kind,
            defaults={
                "application_id": application_id,
                "client_id": client_id,
                "secrets_encrypted": _seal((secret,)),
                "is_draft": is_draft,
                "redirect_uri": redirect_uri,
                "authorize_url": authorize_url,
                "changed_at": now,
            },
        )
        _review_platforms(application)
    return application


def rotate_secret(kind: str, secret: ClientSecret, now: datetime) -> Application:
    """Add a newer secret; the one before is tried second for seven days. Raises ApplicationMissing."""
    with atomic():
        application = Application.objects.select_for_update().filter(kind=kind).first()
        if application is None:
            raise ApplicationMissing(_missing(kind))
        application.secrets_encrypted = _seal(add_secret(_unseal(application), secret))
        application.changed_at = now
        application.save(update_fields=["secrets_encrypted", "changed_at"])
        _review_platforms(application)
    return application


def _review_platforms(application: Application) -> None:
    """Let in again whose application Amazon had refused: the seller's consent stands as it did.

    Consent to an application that the Cloud had before is of no use any more: those platforms are to be signed in anew.
    """
    signed_in = Registration.objects.select_for_update().filter(kind=application.kind, method=OAUTH)
    for registration in signed_in.exclude(state=AuthorizationState.REVOKED):
        kept = Credentials.model_validate_json(decrypt(bytes(registration.credentials_encrypted or b"")))
        is_ours = kept.client_id == application.client_id
        registration.state = AuthorizationState.AUTHENTICATED if is_ours else AuthorizationState.NOT_AUTHENTICATED
        registration.state_reason = ""
        registration.save(update_fields=["state", "state_reason"])


def get_application(kind: str) -> Application:
    """Return the application that sellers of a kind of platform consent to. Raises ApplicationMissing."""
    application = Application.objects.filter(kind=kind).first()
    if application is None:
        raise ApplicationMissing(_missing(kind))
    return application


def describe_application(kind: str) -> dict[str, object]:
    """Return what is public about the application. Raises ApplicationMissing."""
    application = get_application(kind)
    issued = list_secret_times(application)
    return {
        "kind": kind,
        "application_id": application.application_id,
        "client_id": application.client_id,
        "is_draft": application.is_draft,
        "redirect_uri": application.redirect_uri,
        "secrets_issued": [each.isoformat() for each in issued],
        "newest_secret_ends": (issued[0] + SECRET_LIFE).isoformat(),
    }


def find_application_secrets(kind: str, client_id: str, now: datetime) -> tuple[str, ...]:
    """Return the secrets to sign in with, newest first; none where the Cloud no longer has the application."""
    application = Application.objects.filter(kind=kind, client_id=client_id).first()
    return list_usable_secrets(_unseal(application), now) if application else ()


def list_secret_times(application: Application) -> tuple[datetime, ...]:
    """Return when the application's secrets were issued (UTC), newest first."""
    return tuple(each.created_at for each in _unseal(application))


def _seal(secrets: tuple[ClientSecret, ...]) -> bytes:
    return encrypt(_SECRETS.dump_json(secrets))


def _unseal(application: Application) -> tuple[ClientSecret, ...]:
    return _SECRETS.validate_json(decrypt(application.secrets_encrypted))


def _missing(kind: str) -> str:
    return f"This Cloud has no public application for “{kind}”. Its operator sets one: kogge cloud application set."
