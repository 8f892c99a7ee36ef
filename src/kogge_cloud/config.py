"""The only reader of the environment of a Cloud that runs apart: where its data lie and whom it talks to."""

import json
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet
from environs import Env

DEFAULT_HOME = "~/.local/share/kogge"
KEYS_FILE = "keys.json"


@dataclass(frozen=True)
class Keys:
    """The secrets of this Cloud: Django's signing key and the encryption keys, newest first."""

    signing: str
    encryption: tuple[str, ...]


@dataclass(frozen=True)
class Config:
    """Everything that the environment decides."""

    home: Path
    database_url: str
    spapi_url: str
    lwa_url: str
    seller_central_url: str
    public_url: str
    sqs_queue_arn: str
    sqs_endpoint_url: str
    private_addresses: bool
    allowed_hosts: tuple[str, ...]
    debug: bool


@cache
def read_config() -> Config:
    """Read the environment and a `.env` file in the working folder, once."""
    env = Env()
    env.read_env(str(Path.cwd() / ".env"), recurse=False)
    return Config(
        home=Path(env.str("KOGGE_HOME", DEFAULT_HOME)).expanduser().resolve(),
        database_url=env.str("DATABASE_URL", ""),
        spapi_url=env.str("KOGGE_SPAPI_URL", "").rstrip("/"),
        lwa_url=env.str("KOGGE_LWA_URL", ""),
        seller_central_url=env.str("KOGGE_SELLER_CENTRAL_URL", "").rstrip("/"),
        public_url=env.str("KOGGE_CLOUD_PUBLIC_URL", "").rstrip("/"),
        sqs_queue_arn=env.str("KOGGE_SQS_QUEUE_ARN", ""),
        sqs_endpoint_url=env.str("KOGGE_SQS_ENDPOINT_URL", ""),
        private_addresses=env.bool("KOGGE_PRIVATE_ADDRESSES", default=False),
        allowed_hosts=tuple(env.list("KOGGE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])),
        debug=env.bool("KOGGE_DEBUG", default=False),
    )


def ensure_keys(home: Path) -> Keys:
    """Return the Cloud's secrets, making them on first use; the file is readable by its owner only."""
    path = home / KEYS_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {"signing": secrets.token_urlsafe(48), "encryption": [Fernet.generate_key().decode()]}
        _create_once(path, json.dumps(fresh, indent=2))
    stored = json.loads(path.read_text())
    return Keys(signing=stored["signing"], encryption=tuple(stored["encryption"]))


def _create_once(path: Path, text: str) -> None:
    """Write a new file whole, and let the first writer win when two processes start together."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
