"""Django settings of the Office, with an embedded Cloud unless KOGGE_CLOUD_URL names one."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kogge.config import ensure_keys, read_config
from kogge.infrastructure.database import database_settings
from kogge.site.fingerprint import fingerprint

CONFIG = read_config()
KEYS = ensure_keys(CONFIG)

SECRET_KEY = KEYS.signing
ENCRYPTION_KEYS = KEYS.encryption
DEBUG = CONFIG.debug
ALLOWED_HOSTS = [*CONFIG.allowed_hosts, "embedded"]
# Behind a proxy that ends TLS, forms come from https although the proxy speaks http to us.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in CONFIG.allowed_hosts]
KOGGE_CLOUD_URL = CONFIG.cloud_url
KOGGE_PROXIES = CONFIG.proxies
KOGGE_IMPORT_DATABASES = CONFIG.import_databases

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "kogge.infrastructure",
    "kogge.companies",
    "kogge.web",
    "kogge.audit",
    "kogge.backups",
    "kogge.people",
    "kogge.customers",
    "kogge.articles",
    "kogge.platforms",
    "kogge.guards",
    "kogge.bookkeeping",
    "kogge.transfers",
    "kogge.documents",
    "kogge.printing",
    "kogge.shipping",
    "kogge.orders",
    "kogge.status",
    "kogge.automation",
    "kogge.middleware",
    "kogge.changeover",
    "kogge.data_imports",
    "kogge.journal",
    "kogge.site",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kogge.site.security.content_security_policy",
    "kogge.site.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kogge.site.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(CONFIG.home, CONFIG.database_url)}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CLOUD_URLS = ""
if CONFIG.cloud_is_embedded:
    cloud = next(iter(entry_points(group="kogge.clouds"))).load()
    INSTALLED_APPS += cloud.apps
    DATABASES["cloud"] = cloud.database(CONFIG.home, CONFIG.database_url)
    DATABASE_ROUTERS.append(cloud.router)
    CLOUD_URLS = cloud.urls
    globals().update(
        cloud.settings(
            keys=KEYS.encryption,
            spapi_url=CONFIG.spapi_url,
            lwa_url=CONFIG.lwa_url,
            seller_central_url=CONFIG.seller_central_url,
            public_url=CONFIG.cloud_public_url,
            sqs_queue_arn=CONFIG.sqs_queue_arn,
            sqs_endpoint_url=CONFIG.sqs_endpoint_url,
            private_addresses=CONFIG.private_addresses,
        )
    )

if CONFIG.email.get("EMAIL_HOST") and "EMAIL_BACKEND" not in CONFIG.email:
    # What the reader of the address does not know it would send unencrypted.
    message = "KOGGE_EMAIL_URL must begin with submission:// or smtp://"
    raise ValueError(message)
# Who is told of alarms and reports; without a mail server those who wait for an e-mail learn why none comes.
globals().update({"EMAIL_HOST": "", "DEFAULT_FROM_EMAIL": CONFIG.email_from} | CONFIG.email)

ROOT_URLCONF = "kogge.site.urls"
WSGI_APPLICATION = "kogge.site.wsgi.application"
AUTH_USER_MODEL = "companies.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "sign-in"

SITE_FOLDER = Path(__file__).parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kogge.site.navigation.navigation",
            ],
        },
    },
]

# Widgets may be drawn by templates of ours, which come before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [SITE_FOLDER / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["kogge.site.formats"]

# Another version of a file has another address: browsers need not ask whether it is still the same.
STATIC_URL = f"static/{fingerprint(*SITE_FOLDER.parent.glob('*/static'))}/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = None if DEBUG else "^.+$"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kogge.site.views.refused_as_forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
