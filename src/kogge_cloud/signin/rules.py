"""Rules of sign-ins in the browser: addresses, states, languages."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from kogge_cloud.amazon.marketplaces import get_marketplace

LIFE = timedelta(minutes=15)
CALLBACK_PATH = "/oauth/amazon/callback"
CONSENT_PATH = "/apps/authorize/consent"
_FIRST_MARKETPLACE = {"EU": "DE", "NA": "US", "FE": "JP"}
_LANGUAGES = ("en", "de")


def hash_state(state: str) -> str:
    """Return what is stored of a state."""
    return hashlib.sha256(state.encode()).hexdigest()


def read_origin(url: str) -> str:
    """Return scheme and host of a web address; empty for anything else (other schemes, credentials, junk)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_web and port != 0 else ""


def choose_language(*wishes: str) -> str:
    """Return the first language of the wishes (codes, or Accept-Language headers) that the pages speak."""
    for wish in wishes:
        for each in wish.split(","):
            code = each.split(";")[0].strip().lower().split("-")[0]
            if code in _LANGUAGES:
                return code
    return _LANGUAGES[0]


def build_seller_central_url(region: str, marketplaces: tuple[str, ...]) -> str:
    """Return the Seller Central of the first marketplace, or of the region's largest where none is named."""
    country = marketplaces[0] if marketplaces else _FIRST_MARKETPLACE[region]
    return f"https://{get_marketplace(country).seller_central}"


def build_consent_url(base: str, application_id: str, state: str, *, redirect_uri: str, is_draft: bool) -> str:
    """Return where a seller consents. A draft application is consented to with version=beta."""
    query = {"application_id": application_id, "state": state, "redirect_uri": redirect_uri}
    return f"{base}?{urlencode(query | ({'version': 'beta'} if is_draft else {}))}"


def list_participations(answer: Mapping[str, Any]) -> list[str]:
    """Return the ids of the marketplaces that getMarketplaceParticipations names; what is not one is passed over."""
    entries = answer.get("payload")
    found = [each.get("marketplace") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    return [str(each["id"]) for each in found if isinstance(each, dict) and "id" in each]
