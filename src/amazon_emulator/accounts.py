"""The demo account: the credentials that this Amazon knows. They are public and open nothing but an emulator."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """A selling account with the application it has authorised."""

    client_id: str
    client_secret: str
    refresh_token: str
    seller_id: str


DEMO = SellerAccount(
    client_id="amzn1.application-oa2-client.kogge-demo",
    client_secret="amzn1.oa2-cs.v1.kogge-demo-secret",  # noqa: S106 - public on purpose
    refresh_token="Atzr|kogge-demo-refresh-token",  # noqa: S106 - public on purpose
    seller_id="A2KOGGEDEMOSELLER",
)


@dataclass(slots=True)
class Accounts:
    """All accounts by client id; an account whose authorisation was revoked answers invalid_grant."""

    by_client: dict[str, SellerAccount] = field(default_factory=lambda: {DEMO.client_id: DEMO})
    revoked: set[str] = field(default_factory=set)
