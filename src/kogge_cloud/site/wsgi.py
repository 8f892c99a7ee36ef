"""The WSGI application of a Cloud that runs apart."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kogge_cloud.site.settings")

application = get_wsgi_application()
