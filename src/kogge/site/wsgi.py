"""The Office's WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from kogge.site.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kogge.site.settings")
application = get_wsgi_application()
warm_up()
