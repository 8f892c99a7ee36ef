"""Why an order has no document, in the reader's words, and what to do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Reason:
    """A reason's short name and what a person should know or do."""

    label: Text
    advice: Text


SKIPPED: dict[str, Reason] = {
    "pending": Reason(
        _("payment pending"), _("The platform has not cleared the payment. The document is created once it has.")
    ),
    "cancelled": Reason(_("cancelled"), _("Cancelled at the platform before a document was created. Nothing to do.")),
    "shipped_elsewhere": Reason(
        _("already shipped"),
        _(
            "It had been shipped when it was first seen. If you want its document, have it fetched with the command "
            "“kogge retrieve … --backfill”."
        ),
    ),
    "fulfilled_by_platform": Reason(
        _("shipped by the platform"),
        _("The platform ships it itself (FBA), and the platform's settings leave such orders out."),
    ),
    "unfulfillable": Reason(_("cannot be fulfilled"), _("The platform says that it cannot be fulfilled.")),
    "nothing_to_deliver": Reason(
        _("nothing to deliver"), _("All of its quantities are zero, so there is nothing to put on a document.")
    ),
    "ignored": Reason(
        _("ignored"), _("Somebody decided that it needs no document here. Retry it to take it after all.")
    ),
    "belongs_to_middleware": Reason(
        _("belongs to the middleware"),
        _(
            "The middleware makes its document. It is taken by itself when the Cloud is given the orders of that time "
            "on the page Changeover."
        ),
    ),
}

PARKED: dict[str, Reason] = {
    "unknown_article": Reason(
        _("unknown article"),
        _(
            "Create an article with this SKU as its number, or map the SKU to an article you have: then the order is "
            "taken by itself."
        ),
    ),
    "amounts_missing": Reason(
        _("amounts missing"),
        _("The platform sent no total. Look the order up at the platform and retry when it shows one."),
    ),
    "amount_not_representable": Reason(
        _("amount cannot be booked"),
        _("An amount is finer than the currency allows, or too large. Check the order at the platform, then retry."),
    ),
    "status_missing": Reason(_("status missing"), _("The platform sent the order without its status. Retry later.")),
    "unknown_status": Reason(
        _("unknown status"), _("The platform sent a status that Kogge does not know. Report it with the order number.")
    ),
    "unknown_fulfiller": Reason(
        _("unclear who ships"),
        _("The platform did not say in known words who ships the order. Report it with the order number."),
    ),
    "currencies_differ": Reason(
        _("several currencies"),
        _("The order has amounts in several currencies, and one document has one. Check it at the platform."),
    ),
    "unreadable": Reason(
        _("unreadable"),
        _("The platform's data could not be read. Retry; if it stays, report it with the order number."),
    ),
    "rejected_by_database": Reason(
        _("refused by the database"),
        _("A value in the order could not be stored. Retry; if it stays, report it with the order number."),
    ),
    "unforeseen": Reason(
        _("unforeseen error"),
        _("Kogge stumbled over something in the order. Report it with the order number; nothing of it was written."),
    ),
    "reopened": Reason(
        _("open again"),
        _("Its document was cancelled, and the platform now shows the order as open. Decide by hand which is right."),
    ),
}


def word_reason(code: str) -> Reason:
    """Return the words for a reason; one without words keeps its code."""
    return SKIPPED.get(code) or PARKED.get(code) or Reason(code, "")


FAILURES: dict[str, Text] = {
    "cloud_unreachable": _("The Cloud cannot be reached. What was taken over stays; retrieve again later."),
    "wrong_cloud_credentials": _("The Cloud does not accept this company's credentials."),
    "secret_unreadable": _(
        "The stored credentials cannot be decrypted: the installation's keys are not those they were stored with."
    ),
    "engine_unavailable": _("The workers' database cannot be reached, so nothing can be started. Try again later."),
    "platform_unavailable": _("The platform cannot be reached. What was taken over stays; retrieve again later."),
    "authorization_revoked": _(
        "The seller has taken the access to the platform back, or it ran out. It must be given anew."
    ),
    "access_token_rejected": _("The platform does not accept the sign-in at the moment. Retrieve again later."),
    "application_rejected": _("The platform does not know the application's credentials."),
    "access_denied": _("The platform refuses the access: a role is missing, or the account is of another region."),
    "request_refused": _("The platform refused the request."),
    "order_not_found": _("The platform does not have this order."),
    "platform_not_ready": _(
        "The platform is not ready: it has to be active, use the Cloud and be signed in, and the company needs a "
        "document type for customers' orders, a status for new customers, and one article each for freight, services, "
        "discounts and unknown articles."
    ),
}


def word_failure(code: str) -> Text:
    """Return why a retrieval failed or could not start, in words; nothing for a failure without words."""
    return FAILURES.get(code, "")


PLATFORM_STATUS: dict[str, Text] = {
    "pending": _("payment pending"),
    "open": _("open"),
    "partially_shipped": _("partially shipped"),
    "shipped": _("shipped"),
    "cancelled": _("cancelled"),
    "unfulfillable": _("cannot be fulfilled"),
}


def word_platform_status(code: str) -> Text:
    """Return the words for an order's status at the platform."""
    return PLATFORM_STATUS.get(code, code)
