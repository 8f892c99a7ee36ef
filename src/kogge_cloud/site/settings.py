"""Django settings of a Cloud that runs apart."""

from kogge_cloud.config import ensure_keys, read_config
from kogge_cloud.site.embedding import cloud

CONFIG = read_config()
KEYS = ensure_keys(CONFIG.home)

SECRET_KEY = KEYS.signing
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)

INSTALLED_APPS = list(cloud.apps)
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = cloud.urls
WSGI_APPLICATION = "kogge_cloud.site.wsgi.application"

DATABASES = {"default": cloud.database(CONFIG.home, CONFIG.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

globals().update(
    cloud.settings(
        keys=KEYS.encryption,
        spapi_url=CONFIG.spapi_url,
        lwa_url=CONFIG.lwa_url,
        seller_central_url=CONFIG.seller_central_url,
        public_url=CONFIG.public_url,
        sqs_queue_arn=CONFIG.sqs_queue_arn,
        sqs_endpoint_url=CONFIG.sqs_endpoint_url,
        private_addresses=CONFIG.private_addresses,
        database="default",
    )
)
