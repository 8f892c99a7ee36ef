"""The only reader of the environment: where Kogge keeps its data and whom it talks to."""

import json
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from environs import Env

DEFAULT_HOME = "~/.local/share/kogge"
KEYS_FILE = "keys.json"


@dataclass(frozen=True)
class Keys:
    """The installation's secrets: Django's signing key and the encryption keys, newest first."""

    signing: str
    encryption: tuple[str, ...]


@dataclass(frozen=True)
class Config:
    """Everything that the environment decides."""

    home: Path
    database_url: str
    cloud_url: str
    spapi_url: str
    lwa_url: str
    seller_central_url: str
    cloud_public_url: str
    sqs_queue_arn: str
    sqs_endpoint_url: str
    private_addresses: bool
    email: dict[str, Any] = field(repr=False)
    email_from: str
    allowed_hosts: tuple[str, ...]
    proxies: int
    import_databases: str
    debug: bool
    admin_password: str = field(repr=False)
    cloud_client_id: str
    cloud_client_secret: str = field(repr=False)

    @property
    def keys_path(self) -> Path:
        """Where the installation's secrets lie (mode 0600)."""
        return self.home / KEYS_FILE

    @property
    def cloud_is_embedded(self) -> bool:
        """Whether the Cloud runs inside this process instead of at an address of its own."""
        return not self.cloud_url


@cache
def read_config() -> Config:
    """Read the environment and a `.env` file in the working folder, once."""
    env = Env()
    env.read_env(str(Path.cwd() / ".env"), recurse=False)
    return Config(
        home=Path(env.str("KOGGE_HOME", DEFAULT_HOME)).expanduser().resolve(),
        database_url=env.str("DATABASE_URL", ""),
        cloud_url=env.str("KOGGE_CLOUD_URL", "").rstrip("/"),
        spapi_url=env.str("KOGGE_SPAPI_URL", "").rstrip("/"),
        lwa_url=env.str("KOGGE_LWA_URL", ""),
        seller_central_url=env.str("KOGGE_SELLER_CENTRAL_URL", "").rstrip("/"),
        cloud_public_url=env.str("KOGGE_CLOUD_PUBLIC_URL", "").rstrip("/"),
        sqs_queue_arn=env.str("KOGGE_SQS_QUEUE_ARN", ""),
        sqs_endpoint_url=env.str("KOGGE_SQS_ENDPOINT_URL", ""),
        # A merchant's own Office may have its shop in the same network.
        private_addresses=env.bool("KOGGE_PRIVATE_ADDRESSES", default=True),
        email=env.dj_email_url("KOGGE_EMAIL_URL", "") if env.str("KOGGE_EMAIL_URL", "") else {"EMAIL_HOST": ""},
        email_from=env.str("KOGGE_EMAIL_FROM", "Kogge <kogge@localhost>"),
        allowed_hosts=tuple(env.list("KOGGE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])),
        proxies=env.int("KOGGE_PROXIES", 0),
        import_databases=env.str("KOGGE_IMPORT_DATABASES", "others"),
        debug=env.bool("KOGGE_DEBUG", default=False),
        admin_password=env.str("KOGGE_ADMIN_PASSWORD", ""),
        cloud_client_id=env.str("KOGGE_CLOUD_CLIENT_ID", ""),
        cloud_client_secret=env.str("KOGGE_CLOUD_CLIENT_SECRET", ""),
    )


def ensure_keys(config: Config) -> Keys:
    """Return the installation's secrets, making them on first use; the file is readable by its owner only."""
    config.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not config.keys_path.exists():
        fresh = {
            "signing": secrets.token_urlsafe(48),
            "encryption": [Fernet.generate_key().decode()],
        }
        _create_once(config.keys_path, json.dumps(fresh, indent=2))
    stored = json.loads(config.keys_path.read_text())
    return Keys(signing=stored["signing"], encryption=tuple(stored["encryption"]))


def _create_once(path: Path, text: str) -> None:
    """Write a new file whole, and let the first writer win when two processes start together."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
