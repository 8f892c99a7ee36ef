"""The page that Amazon sends the seller's browser back to."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.utils import timezone
from django.views.decorators.http import require_GET

from kogge_cloud.signin.errors import SignInRefused
from kogge_cloud.signin.models import SignIn
from kogge_cloud.signin.rules import choose_language
from kogge_cloud.signin.services import find_sign_in, finish_sign_in
from kogge_cloud.signin.texts import TEXTS

# An engine of its own: a Cloud that runs apart has no other pages, and a host's templates cannot replace this one.
_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@require_GET
def receive_seller(request: HttpRequest) -> HttpResponse:
    """Finish a sign-in and say what came of it, in the language of the session or the browser."""
    browser = request.headers.get("Accept-Language", "")
    sign_in = find_sign_in(request.GET.get("state", ""))
    if sign_in is None:
        return _answer(request, None, choose_language(browser), "state_unknown", 400, {})
    language = choose_language(sign_in.language, browser)
    seller, code = request.GET.get("selling_partner_id", ""), request.GET.get("spapi_oauth_code", "")
    try:
        done = finish_sign_in(sign_in, seller, code, request.GET.get("error", ""), timezone.now())
    except SignInRefused as refused:
        return _answer(request, sign_in, language, refused.reason, refused.page_status, refused.details)
    details = {"platform": done.name, "seller": done.seller_reference}
    return _answer(request, sign_in, language, "done", 200, details)


def _answer(
    request: HttpRequest, sign_in: SignIn | None, language: str, reason: str, status: int, details: dict[str, str]
) -> HttpResponse:
    texts = TEXTS[language]
    title, advice = texts[reason]
    values = {
        "language": language,
        "title": title.format_map(details),
        "advice": advice.format_map(details),
        "is_done": reason == "done",
        "return_url": sign_in.return_url if sign_in else "",
        "return_label": texts["back"][0],
        "retry_url": request.get_full_path() if reason == "unreachable" else "",
        "retry_label": texts["retry"][0],
    }
    html = _ENGINE.get_template("signin.html").render(Context(values))
    return HttpResponse(html, status=status, headers=_HEADERS)
