"""Who exists on this Amazon: applications, sellers, and which seller has authorised which application."""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amazon_emulator.clock import Clock
from amazon_emulator.regions import list_marketplaces
from amazon_emulator.roles import ALL_ROLES, Role

AUTHORIZATION_LIFE = timedelta(days=365)
OLD_SECRET_LIFE = timedelta(days=7)
ONE_TIME_CODE = "123456"


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """The credentials of one authorisation, as an application keeps them."""

    client_id: str
    client_secret: str
    refresh_token: str
    seller_id: str
    application_id: str


# Public on purpose: it opens nothing but an emulator.
DEMO = SellerAccount(
    client_id="amzn1.application-oa2-client.kogge-demo",
    client_secret="amzn1.oa2-cs.v1.kogge-demo-secret",  # noqa: S106
    refresh_token="Atzr|kogge-demo-refresh-token",  # noqa: S106
    seller_id="A2KOGGEDEMOSELLER",
    application_id="amzn1.sp.solution.kogge-demo",
)


@dataclass(slots=True)
class Secret:
    """A client secret; `valid_until` (UTC) is None for the newest."""

    text: str
    valid_until: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.valid_until is None or now < self.valid_until


@dataclass(slots=True)
class Application:
    """An application of a developer. A draft is authorised with `version=beta` only."""

    application_id: str
    client_id: str
    name: str
    secrets: list[Secret]
    redirect_uris: list[str] = field(default_factory=list)
    roles: frozenset[Role] = ALL_ROLES
    is_draft: bool = False
    accepts_loopback: bool = False

    def rotate_secret(self, now: datetime) -> Secret:
        """Add a new secret; the old ones stay valid for seven days at most."""
        for secret in self.secrets:
            secret.valid_until = min(secret.valid_until or now + OLD_SECRET_LIFE, now + OLD_SECRET_LIFE)
        newest = Secret(f"amzn1.oa2-cs.v1.{secrets.token_hex(32)}")
        self.secrets.append(newest)
        return newest


@dataclass(frozen=True, slots=True)
class Seller:
    """A merchant with his sign-in to Seller Central."""

    seller_id: str
    name: str
    email: str
    password: str = field(repr=False)
    region: str
    marketplace_ids: tuple[str, ...]
    one_time_code: str = field(default=ONE_TIME_CODE, repr=False)


@dataclass(slots=True)
class Authorization:
    """A seller's consent to an application, with the roles that he saw. Times are UTC."""

    application: Application
    seller: Seller
    granted_at: datetime
    expires_at: datetime
    granted_roles: frozenset[Role]
    refresh_tokens: set[str] = field(default_factory=set, repr=False)
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the consent stands."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that count: a role added later needs a new consent."""
        return self.application.roles & self.granted_roles


@dataclass(frozen=True, slots=True)
class RestrictedResource:
    """What a restricted data token opens: a method and a path, perhaps with placeholders in braces."""

    method: str
    path: str
    data_elements: frozenset[str]

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is one for this resource."""
        own, asked = self.path.split("/"), path.split("/")
        return (
            self.method == method
            and len(own) == len(asked)
            and all(part == given or part.startswith("{") for part, given in zip(own, asked, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom an access token stands for; a grantless one stands for no seller.

    `resources` is None for an ordinary token; `data_elements` are those that a restricted data token opens here.
    """

    application: Application
    seller: Seller | None
    roles: frozenset[Role]
    resources: tuple[RestrictedResource, ...] | None = None
    data_elements: frozenset[str] = frozenset()

    @property
    def client_id(self) -> str:
        """The application's client id."""
        return self.application.client_id

    @property
    def seller_id(self) -> str:
        """The seller's id, empty for a grantless token."""
        return self.seller.seller_id if self.seller else ""

    @property
    def region(self) -> str:
        """The seller's region, empty for a grantless token."""
        return self.seller.region if self.seller else ""


class Accounts:
    """All applications, sellers and authorisations. `rotation_watchers` hear of every new client secret."""

    def __init__(self, clock: Clock) -> None:
        """Start with the demo application, authorised by the first of three demo sellers."""
        self._clock = clock
        self.applications: dict[str, Application] = {}
        self.sellers: dict[str, Seller] = {}
        self.authorizations: dict[tuple[str, str], Authorization] = {}
        self.rotation_watchers: list[Callable[[Application, Secret], None]] = []
        self.applications[DEMO.client_id] = _demo_application()
        for seller in _demo_sellers():
            self.sellers[seller.seller_id] = seller
        self.authorize(
            self.applications[DEMO.client_id], self.sellers[DEMO.seller_id], refresh_token=DEMO.refresh_token
        )

    def find_application(self, application_id: str) -> Application | None:
        """Return the application of that id (amzn1.sp.solution.…)."""
        return next((each for each in self.applications.values() if each.application_id == application_id), None)

    def find_seller(self, email: str) -> Seller | None:
        """Return the seller who signs in with that address."""
        return next((each for each in self.sellers.values() if each.email.lower() == email.strip().lower()), None)

    def find_authorization(self, application: Application, refresh_token: str) -> Authorization | None:
        """Return the valid consent that a refresh token of that application stands for."""
        now = self._clock.now()
        for each in self.authorizations.values():
            if each.application is application and refresh_token in each.refresh_tokens and each.is_valid(now):
                return each
        return None

    def authorize(self, application: Application, seller: Seller, *, refresh_token: str = "") -> str:
        """Record a consent, new or renewed, and return its refresh token. Earlier tokens live on unless revoked."""
        now = self._clock.now()
        key = (application.client_id, seller.seller_id)
        token = refresh_token or f"Atzr|{secrets.token_urlsafe(48)}"
        known = self.authorizations.get(key)
        if known is None or known.revoked_at is not None:
            known = Authorization(application, seller, now, now, frozenset())
            self.authorizations[key] = known
        known.granted_at = now
        known.expires_at = now + AUTHORIZATION_LIFE
        known.granted_roles = application.roles
        known.refresh_tokens.add(token)
        return token

    def list_authorizations(self, *, client_id: str = "", seller_id: str = "") -> list[Authorization]:
        """Return the consents of an application and a seller; empty means any."""
        return [
            each
            for (client, seller), each in self.authorizations.items()
            if client_id in {"", client} and seller_id in {"", seller}
        ]

    def revoke(self, authorization: Authorization) -> None:
        """End a consent for good: its refresh tokens never work again."""
        authorization.revoked_at = self._clock.now()
        authorization.refresh_tokens.clear()

    def rotate_secret(self, application: Application) -> None:
        """Give an application a new client secret and tell the watchers."""
        newest = application.rotate_secret(self._clock.now())
        for watcher in self.rotation_watchers:
            watcher(application, newest)


def make_seller_id() -> str:
    """Return a new id in the shape of Amazon's."""
    return "A" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(13))


def list_marketplace_ids(region: str) -> tuple[str, ...]:
    """Return the ids of a region's marketplaces."""
    return tuple(each.marketplace_id for each in list_marketplaces(region))


def _demo_application() -> Application:
    return Application(
        application_id=DEMO.application_id,
        client_id=DEMO.client_id,
        name="Kogge",
        secrets=[Secret(DEMO.client_secret)],
        redirect_uris=["http://127.0.0.1:8000/"],
        accepts_loopback=True,
    )


def _demo_sellers() -> tuple[Seller, ...]:
    password = "kogge-demo"  # noqa: S105 - public on purpose
    return tuple(
        Seller(seller_id, name, email, password, region, list_marketplace_ids(region))
        for seller_id, name, email, region in (
            (DEMO.seller_id, "Kogge Demo", "demo@kogge.example", "EU"),
            ("A3KOGGENORDLICHT", "Nordlicht Handel", "nordlicht@kogge.example", "EU"),
            ("A4KOGGEHARBOR", "Harbor Goods", "harbor@kogge.example", "NA"),
        )
    )
