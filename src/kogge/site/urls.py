"""Every address of the Office, and the embedded Cloud's below /cloud/."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kogge.site import overview, search, views
from kogge.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show_start, name="start"),
    path("overview/", overview.show_live_part, name="overview-live"),
    path("overview/quotas/", overview.show_quotas, name="overview-quotas"),
    path("overview/performance/", overview.show_performance, name="overview-performance"),
    path("search/", search.show_results, name="search"),
    path("search/hits/", search.show_hits, name="search-hits"),
    path("setup/", include("kogge.site.assistant_urls")),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
    path("company/", views.choose_company, name="company"),
    path("conditions/", include("kogge.web.condition_urls")),
    path("api/v1/", api.urls),
    path("", include("kogge.documents.urls")),
    path("", include("kogge.customers.urls")),
    path("", include("kogge.articles.urls")),
    path("", include("kogge.platforms.urls")),
    path("", include("kogge.transfers.urls")),
    path("", include("kogge.orders.urls")),
    path("", include("kogge.printing.urls")),
    path("", include("kogge.shipping.urls")),
    path("", include("kogge.status.urls")),
    path("", include("kogge.automation.urls")),
    path("", include("kogge.middleware.urls")),
    path("", include("kogge.changeover.urls")),
    path("", include("kogge.data_imports.urls")),
    path("", include("kogge.people.urls")),
    path("", include("kogge.journal.urls")),
]

handler400 = "kogge.site.views.bad_request"
handler403 = "kogge.site.views.refused"
handler404 = "kogge.site.views.not_found"
handler500 = "kogge.site.views.failed"

if settings.CLOUD_URLS:
    urlpatterns.append(path("cloud/", include(settings.CLOUD_URLS)))
