"""The plug-in by which an Office embeds this Cloud; found by the entry point group `kogge.clouds`.

Read while the host's settings are being built: it must not touch Django's models or settings when imported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from django.utils.module_loading import import_string

from kogge_cloud.infrastructure.database import database_settings

APPS = [
    "kogge_cloud.accounts",
    "kogge_cloud.feed",
    "kogge_cloud.hints",
    "kogge_cloud.amazon",
    "kogge_cloud.fetches",
    "kogge_cloud.signin",
    "kogge_cloud.delivery",
    "kogge_cloud.invoices",
    "kogge_cloud.listings",
    "kogge_cloud.notifications",
]
ADAPTERS = {
    "amazon": "kogge_cloud.amazon.adapter.adapter",
    "shopware": "kogge_cloud.shopware.adapter.adapter",
}
"""The kinds of platforms, and who answers for each."""
URLS = "kogge_cloud.site.urls"
ROUTER = "kogge_cloud.site.router.CloudRouter"
LOGIN_PATH = "/auth/o2/token"


@dataclass(frozen=True)
class EmbeddedCloud:
    """What a host needs to know to carry the Cloud: apps, database, router, addresses, settings."""

    apps: tuple[str, ...] = tuple(APPS)
    urls: str = URLS
    router: str = ROUTER

    def database(self, home: Path, database_url: str | None) -> dict[str, Any]:
        """Return the entry for Django's DATABASES under the alias `cloud`."""
        return database_settings(home, database_url)

    def settings(  # noqa: PLR0913 - one name for each setting
        self,
        *,
        keys: Sequence[str],
        spapi_url: str = "",
        lwa_url: str = "",
        seller_central_url: str = "",
        public_url: str = "",
        sqs_queue_arn: str = "",
        sqs_endpoint_url: str = "",
        private_addresses: bool = False,
        database: str = "cloud",
    ) -> dict[str, Any]:
        """Return the settings that the Cloud reads. `keys` are Fernet keys, newest first.

        `spapi_url` and `lwa_url` stand in for Amazon's real ones (an emulator); its login is looked for beside its API.
        `sqs_queue_arn` names the queue that Amazon may write to, `sqs_endpoint_url` stands in for AWS.
        `private_addresses`: merchants' shops may be in a private network.
        """
        return {
            "KOGGE_CLOUD_DATABASE": database,
            "KOGGE_CLOUD_KEYS": list(keys),
            "KOGGE_CLOUD_SPAPI_URL": spapi_url,
            "KOGGE_CLOUD_LWA_URL": lwa_url or (f"{spapi_url}{LOGIN_PATH}" if spapi_url else ""),
            "KOGGE_CLOUD_SELLER_CENTRAL_URL": seller_central_url or spapi_url,
            "KOGGE_CLOUD_PUBLIC_URL": public_url,
            "KOGGE_CLOUD_SQS_QUEUE_ARN": sqs_queue_arn,
            "KOGGE_CLOUD_SQS_ENDPOINT_URL": sqs_endpoint_url,
            "KOGGE_CLOUD_PRIVATE_ADDRESSES": private_addresses,
            "KOGGE_CLOUD_ADAPTERS": ADAPTERS,
        }

    def create_account(self, name: str) -> tuple[str, str]:
        """Open an account and return client id and client secret, for once. Needs Django and the Cloud's tables."""
        opened: tuple[str, str] = import_string("kogge_cloud.accounts.services.create_account")(name, datetime.now(UTC))
        return opened

    def set_application(
        self,
        kind: str,
        *,
        application_id: str,
        client_id: str,
        client_secret: str,
        issued_at: datetime,
        is_draft: bool = False,
        redirect_uri: str = "",
    ) -> None:
        """Keep the application that sellers of a kind of platform consent to, in place of any before."""
        import_string("kogge_cloud.accounts.applications.set_application")(
            kind,
            application_id=application_id,
            client_id=client_id,
            secret=_secret(client_secret, issued_at),
            now=datetime.now(UTC),
            is_draft=is_draft,
            redirect_uri=redirect_uri,
        )

    def rotate_application_secret(self, kind: str, client_secret: str, issued_at: datetime) -> None:
        """Add the application's newer secret; the one before is tried second for seven days."""
        rotate = import_string("kogge_cloud.accounts.applications.rotate_secret")
        rotate(kind, _secret(client_secret, issued_at), datetime.now(UTC))

    def describe_application(self, kind: str) -> dict[str, object]:
        """Return what is public about the application, and when its secrets were issued (UTC, newest first)."""
        described: dict[str, object] = import_string("kogge_cloud.accounts.applications.describe_application")(kind)
        return described

    def listen(self, stop: Event) -> None:
        """Take over what platforms tell on the queue until `stop` is set; returns at once where there is no queue."""
        import_string("kogge_cloud.notifications.receiving.run")(stop)


def _secret(client_secret: str, issued_at: datetime) -> Any:  # noqa: ANN401 - its module reads Django's settings
    return import_string("kogge_cloud.accounts.rules.ClientSecret")(secret=client_secret, created_at=issued_at)


cloud = EmbeddedCloud()
