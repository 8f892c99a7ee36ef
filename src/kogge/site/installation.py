"""Setting an installation up: databases, company, parameters, admin user, the Cloud's account; and the demo's platform.

Everything here may be done again: what is there already is left as it is.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kogge.articles.models import Article, ArticleKind
from kogge.audit.services import record
from kogge.companies.models import Company, Membership, NumberRange, Role, TaxRegistration
from kogge.config import Config, read_config
from kogge.customers.models import CustomerStatus
from kogge.documents.models import (
    CarrierMapping,
    DocumentKind,
    DocumentType,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
)
from kogge.documents.parameters import CONVERSIONS, TYPE_POSTINGS
from kogge.infrastructure import cloud
from kogge.infrastructure.migrating import migrate_databases
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import to_minor
from kogge.orders.models import DocumentCreation, FeedCursor
from kogge.people.services import create_first_administrator
from kogge.platforms.models import AuthorizationState, CloudCredentials, Platform, PlatformKind
from kogge.platforms.services import save_credentials
from kogge.printing.models import Letterhead
from kogge.taxes.suppliers import RegistrationKind
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import NewPlatform, PlatformState
from kogge_contract.platforms import KeyAuthorization

COMPANY = "Meine Firma"
ADMIN = "admin"
PASSWORD_BYTES = 12
CREDENTIALS = "Kogge Cloud"

DOCUMENT_TYPES = (
    (DocumentKind.OFFER, "Angebot", "AN"),
    (DocumentKind.ORDER, "Bestellung vom Kunden", "BE"),
    (DocumentKind.CONFIRMATION, "Auftragsbestätigung", "AB"),
    (DocumentKind.DELIVERY_NOTE, "Lieferschein", "LS"),
    (DocumentKind.INVOICE, "Rechnung", "RE"),
    (DocumentKind.CREDIT_NOTE, "Gutschrift", "GS"),
)
CUSTOMER_STATUS = ("Kunde", "Kundennummern", "K")
PAYMENT_METHODS = ("Überweisung", "Vorkasse", "Lastschrift", "Amazon-Zahlung")
PAYMENT_TERMS = ("Auf Rechnung", "Vorauskasse", "Nachnahme")
SHIPPING_METHODS = ("DHL Paket", "DPD Classic", "Deutsche Post Brief", "Abholung")
CARRIERS = {
    "DHL Paket": ("DHL", "DHL Paket"),
    "DPD Classic": ("DPD", "DPD Classic"),
    "Deutsche Post Brief": ("Deutsche Post", "Brief"),
}
"""What Amazon is told of shipping methods: the carrier as Seller Central spells it, and the delivery service."""
HELPER_ARTICLES = (
    ("FRACHT", "Versandkosten", ArticleKind.FREIGHT),
    ("SERVICE", "Serviceleistung", ArticleKind.SERVICE),
    ("RABATT", "Rabatt", ArticleKind.DISCOUNT),
    ("UNBEKANNT", "Unbekannter Artikel", ArticleKind.PLACEHOLDER),
)

DEMO_PLATFORM = "Amazon"
DEMO_SHOP = "Shopware"
OSS_BEGAN = date(2021, 7, 1)
DEMO_STATUS = ("Amazon-Kunde", "Amazon-Kundennummern", "AZ")
DEMO_SHOP_STATUS = ("Shop-Kunde", "Shop-Kundennummern", "SH")
DEMO_SHOP_KEYS = {"access_key": "SWIAKOGGEDEMOINTEGRATION01", "secret": "kogge-demo-secret"}
DEMO_LETTERHEAD = {
    "line1": "Speicherstraße 12",
    "postal_code": "20457",
    "city": "Hamburg",
    "country": "DE",
    "email": "office@example.org",
    "vat_id": "DE136695976",
    "accent": "#0b5394",
}
DEMO_ARTICLES = Path(__file__).with_name("demo_articles.json")
# The Emulator's published demo account: these open nothing but a local Emulator.
DEMO_AUTHORIZATION = SelfAuthorization(
    client_id="amzn1.application-oa2-client.kogge-demo",
    client_secret="amzn1.oa2-cs.v1.kogge-demo-secret",  # noqa: S106 - the Emulator's published constant
    refresh_token="Atzr|kogge-demo-refresh-token",  # noqa: S106 - the Emulator's published constant
    seller_reference="A2KOGGEDEMOSELLER",
)
# Its public application, so that another platform can sign in through the Emulator's pages.
DEMO_APPLICATION = {
    "application_id": "amzn1.sp.solution.kogge-demo",
    "client_id": DEMO_AUTHORIZATION.client_id,
    "client_secret": DEMO_AUTHORIZATION.client_secret,
}


class InstallationIncomplete(KoggeError):
    """Something that the installation needs is missing and cannot be made by itself."""

    code = "installation_incomplete"


@dataclass
class InstallationReport:
    """What was made, what was there, and how to sign in. `password` is set only when it was generated just now."""

    home: Path
    database: str
    user: str = ADMIN
    password: str = field(default="", repr=False)
    made: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def note(self, name: str, *, is_new: bool) -> None:
        """Remember one thing."""
        (self.made if is_new else self.found).append(name)


def install(config: Config, *, with_demo: bool, is_empty: bool = False, shop_url: str = "") -> InstallationReport:
    """Make or complete the installation that `config` describes.

    `shop_url` is where the demo's shop is, if it is to have one in place of its account at the marketplace. An empty
    installation gets databases alone; company and administrator are set up in the browser then.

    Raises InstallationIncomplete, and what the Cloud's client raises when the Cloud runs apart and does not answer.
    """
    report = InstallationReport(config.home, "PostgreSQL" if config.database_url else "SQLite")
    migrate_databases(config)
    if is_empty:
        return report
    with transaction.atomic():
        company = _create_company(report)
        create_parameters(company)
        _create_admin(company, config.admin_password, report)
    had_credentials = CloudCredentials.objects.filter(company=company).exists()
    credentials = open_cloud_account(company, config)
    if credentials:
        report.note(f"Cloud credentials “{credentials.name}”", is_new=not had_credentials)
    if with_demo:
        _create_demo_platform(company, credentials, report, shop_url)
    return report


def _create_company(report: InstallationReport) -> Company:
    existing = Company.objects.order_by("pk").first()
    company = existing or Company.objects.create(name=COMPANY)
    report.note(f"company “{company.name}”", is_new=existing is None)
    return company


def set_up_company(name: str, country: str, currency: str, now: datetime) -> Company:
    """Make the company of an installation in which nobody works yet, or name it anew; with what it needs to begin."""
    with transaction.atomic():
        company = Company.objects.select_for_update().order_by("pk").first() or Company()
        company.name, company.country, company.currency = name, country, currency
        company.save()
        create_parameters(company)
        record(
            company_id=company.pk,
            at=now,
            actor=None,
            action="companies.add",
            subject_kind="company",
            subject_id=company.pk,
            before={},
            after={"name": name, "country": country, "currency": currency},
        )
    return company


def create_parameters(company: Company) -> None:
    """Give a company the document types, statuses, methods and articles to begin with; what is there stays."""
    _create_document_types(company)
    _create_status(company, *CUSTOMER_STATUS)
    for model, names in (
        (PaymentMethod, PAYMENT_METHODS),
        (ShippingPaymentTerm, PAYMENT_TERMS),
        (ShippingMethod, SHIPPING_METHODS),
    ):
        for name in names:
            model.objects.get_or_create(company=company, name=name)
    for name, (code, service) in CARRIERS.items():
        CarrierMapping.objects.get_or_create(
            shipping_method=ShippingMethod.objects.get(company=company, name=name),
            platform_kind=PlatformKind.AMAZON,
            defaults={"carrier_code": code, "delivery_service": service},
        )
    for number, name, article_kind in HELPER_ARTICLES:
        Article.objects.get_or_create(company=company, number=number, defaults={"name": name, "kind": article_kind})


def _create_document_types(company: Company) -> None:
    """Make the types that are missing, with what each converts into and what posting it does."""
    made = []
    for kind, name, prefix in DOCUMENT_TYPES:
        number_range = _create_number_range(company, name, prefix)
        values = {"kind": kind, "number_range": number_range, **TYPE_POSTINGS.get(kind, {})}
        document_type, is_new = DocumentType.objects.get_or_create(company=company, name=name, defaults=values)
        made += [document_type] if is_new else []
    for document_type in made:
        document_type.converts_into.set(
            DocumentType.objects.filter(company=company, kind__in=CONVERSIONS[document_type.kind])
        )


def _create_number_range(company: Company, name: str, prefix: str) -> NumberRange:
    number_range, _ = NumberRange.objects.get_or_create(company=company, name=name, defaults={"prefix": prefix})
    return number_range


def _create_status(company: Company, name: str, range_name: str, prefix: str) -> CustomerStatus:
    number_range = _create_number_range(company, range_name, prefix)
    status, _ = CustomerStatus.objects.get_or_create(
        company=company, name=name, defaults={"number_range": number_range}
    )
    return status


def _create_admin(company: Company, wanted_password: str, report: InstallationReport) -> None:
    first = Membership.objects.filter(company=company, role=Role.ADMIN).select_related("user").order_by("pk").first()
    report.user = first.user.get_username() if first else ADMIN
    report.note(f"user “{report.user}”", is_new=first is None)
    if first is None:
        password = wanted_password or secrets.token_urlsafe(PASSWORD_BYTES)
        create_first_administrator(company.pk, ADMIN, password, now=datetime.now(UTC))
        # A password that somebody chose is known to him: only a generated one is shown.
        report.password = "" if wanted_password else password


def open_cloud_account(company: Company, config: Config) -> CloudCredentials | None:
    """Return the company's credentials; without any, open an account at the embedded Cloud.

    For a Cloud that runs apart take what the environment names; None where it names nothing.
    """
    existing = CloudCredentials.objects.filter(company=company).order_by("pk").first()
    if existing:
        return existing
    if config.cloud_is_embedded:
        client_id, client_secret = load_embedded_cloud().create_account(company.name)
    else:
        client_id, client_secret = config.cloud_client_id, config.cloud_client_secret
        if not client_id or not client_secret:
            return None
    credentials = CloudCredentials(company=company, name=CREDENTIALS, client_id=client_id)
    save_credentials(credentials, client_secret, None, datetime.now(UTC))
    return credentials


def _create_demo_platform(
    company: Company, credentials: CloudCredentials | None, report: InstallationReport, shop_url: str
) -> None:
    name = DEMO_SHOP if shop_url else DEMO_PLATFORM
    if Platform.objects.filter(company=company, name=name).exists():
        report.note(f"platform “{name}”", is_new=False)
        return
    if credentials is None:
        message = (
            f"The Cloud at {read_config().cloud_url} needs credentials: `kogge cloud account create` there gives them;"
            " name them in KOGGE_CLOUD_CLIENT_ID and KOGGE_CLOUD_CLIENT_SECRET."
        )
        raise InstallationIncomplete(message)
    if read_config().cloud_is_embedded and not shop_url:
        load_embedded_cloud().set_application(
            PlatformKind.AMAZON.value, issued_at=datetime.now(UTC), **DEMO_APPLICATION
        )
    state = _register_demo_shop(credentials, shop_url) if shop_url else _register_demo_platform(credentials)
    with transaction.atomic():
        platform = Platform.objects.create(
            company=company,
            kind=state.kind,
            name=name,
            region=state.region,
            marketplaces=list(state.marketplaces),
            credentials=credentials,
            cloud_reference=state.reference,
            authorization=AuthorizationState(state.state),
            authorized_at=state.authorized_at,
            seller_reference=state.seller_reference,
            customer_status=_create_status(company, *(DEMO_SHOP_STATUS if shop_url else DEMO_STATUS)),
        )
        _configure_document_creation(platform)
        FeedCursor.objects.get_or_create(platform=platform)
        _create_demo_articles(company)
        Letterhead.objects.get_or_create(company=company, defaults={"legal_name": company.name, **DEMO_LETTERHEAD})
        TaxRegistration.objects.get_or_create(
            company=company, kind=RegistrationKind.OSS.value, country="", valid_from=OSS_BEGAN
        )
    report.note(f"platform “{name}”", is_new=True)


def _register_demo_platform(credentials: CloudCredentials) -> PlatformState:
    client = cloud.connect(credentials.client_id, credentials.client_secret_encrypted)
    registered = {each.name: each for each in client.list_platforms()}
    state = registered.get(DEMO_PLATFORM) or client.register_platform(
        NewPlatform(kind=PlatformKind.AMAZON, name=DEMO_PLATFORM, region="EU", marketplaces=())
    )
    return client.authorize(state.reference, DEMO_AUTHORIZATION)


def _register_demo_shop(credentials: CloudCredentials, shop_url: str) -> PlatformState:
    client = cloud.connect(credentials.client_id, credentials.client_secret_encrypted)
    registered = {each.name: each for each in client.list_platforms()}
    state = registered.get(DEMO_SHOP) or client.register_platform(
        NewPlatform(kind=PlatformKind.SHOPWARE, name=DEMO_SHOP, region="", marketplaces=())
    )
    return client.authorize_by_keys(state.reference, KeyAuthorization(address=shop_url, **DEMO_SHOP_KEYS))


def _configure_document_creation(platform: Platform) -> None:
    company = platform.company
    articles = {each.number: each for each in Article.objects.filter(company=company)}
    DocumentCreation.objects.create(
        platform=platform,
        document_type=DocumentType.objects.get(company=company, kind=DocumentKind.ORDER),
        shipping_payment_term=ShippingPaymentTerm.objects.get(company=company, name="Auf Rechnung"),
        payment_method=PaymentMethod.objects.get(company=company, name="Amazon-Zahlung"),
        shipping_method=ShippingMethod.objects.get(company=company, name="DHL Paket"),
        freight_article=articles["FRACHT"],
        service_article=articles["SERVICE"],
        discount_article=articles["RABATT"],
        placeholder_article=articles["UNBEKANNT"],
    )


def _create_demo_articles(company: Company) -> None:
    known = set(Article.objects.filter(company=company).values_list("number", flat=True))
    listed = json.loads(DEMO_ARTICLES.read_text(encoding="utf-8"))
    Article.objects.bulk_create(
        Article(
            company=company,
            number=each["number"],
            name=each["name"],
            price_minor=to_minor(Decimal(each["price"]), company.currency),
            currency=company.currency,
        )
        for each in listed
        if each["number"] not in known
    )
