"""Compresses what goes to a browser; what the embedded Cloud answers in this very process stays as it is."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from kogge.site.access import OTHER_DOORS


class CompressionMiddleware(GZipMiddleware):
    """Pages, their parts and static files; images that are compressed already are few and small."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the answer if the browser takes it so."""
        if request.path_info.startswith(OTHER_DOORS):
            return response
        return super().process_response(request, response)
