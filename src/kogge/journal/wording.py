"""The journal in the reader's words: actions, fields and values."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.customers.wording import FINDINGS
from kogge.documents.models import DocumentState
from kogge.documents.wording import REASONS
from kogge.orders.models import ChangeKind, ChangeState, OrderState
from kogge.orders.wording import PARKED, SKIPPED

Text = str | Promise

ACTIONS: dict[str, Text] = {
    "articles.add": _("Article added"),
    "articles.change": _("Article changed"),
    "articles.map_sku": _("SKU mapped"),
    "articles.unmap_sku": _("Mapping of a SKU removed"),
    "automation.add_preset": _("Preset saved"),
    "automation.add_rule": _("Rule added"),
    "automation.add_service": _("Automation service set up"),
    "automation.add_task": _("Automation task added"),
    "automation.advance_task": _("Run put before its turn"),
    "automation.cancel_batch": _("Batch action cancelled"),
    "automation.change_preset": _("Preset changed"),
    "automation.change_rule": _("Rule changed"),
    "automation.change_service": _("Automation service changed"),
    "automation.change_task": _("Automation task changed"),
    "automation.delete_preset": _("Preset deleted"),
    "automation.delete_rule": _("Rule deleted"),
    "automation.delete_service": _("Automation service deleted"),
    "automation.delete_task": _("Automation task deleted"),
    "automation.run_batch": _("Batch action carried out"),
    "automation.run_locally": _("Task carried out locally"),
    "automation.set_mode": _("Automation service started or stopped"),
    "automation.stop_task": _("Run of a task stopped"),
    "automation.unlock_task": _("Automation task unlocked"),
    "authorize_platform": _("Access handed over with an application of one's own"),
    "change_credentials": _("Credentials changed"),
    "change_platform": _("Platform changed"),
    "companies.add": _("Company set up"),
    "create_credentials": _("Credentials added"),
    "create_platform": _("Platform added"),
    "customers.add": _("Customer added"),
    "customers.change": _("Customer changed"),
    "customers.keep_apart": _("Two customers declared to be two"),
    "customers.merge": _("Customers merged"),
    "documents.adopt_address": _("Proposed address adopted"),
    "documents.archive": _("Document archived"),
    "documents.cancel": _("Document cancelled"),
    "documents.convert": _("Document converted"),
    "documents.lock": _("Document locked"),
    "documents.post": _("Document posted"),
    "documents.restore": _("Document restored from the archive"),
    "documents.rewrite": _("Document written anew"),
    "documents.unlock": _("Document unlocked"),
    "lists.export": _("List exported"),
    "orders.accepted_change": _("Change accepted"),
    "orders.ignore": _("Order left out"),
    "orders.read_raw": _("Read what the platform sent"),
    "orders.refused_change": _("Change refused"),
    "orders.start_retrieval": _("Retrieval started"),
    "orders.stop_retrieval": _("Retrieval cancelled"),
    "parameters.add": _("Parameter added"),
    "parameters.copy_status": _("Address status copied"),
    "parameters.change": _("Parameter changed"),
    "people.add": _("User added"),
    "people.change": _("User changed"),
    "people.change_own_password": _("Own password changed"),
    "platforms.change_document_creation": _("Document creation changed"),
    "platforms.import_initial_settings": _("Initial settings imported"),
    "platforms.prepare_document_creation": _("Document creation filled in"),
    "platforms.change_state": _("State of the sign-in changed"),
    "register_platform": _("Platform registered in the Cloud"),
    "renew_secret": _("Client secret renewed"),
    "sign_out_platform": _("Access to the platform ended"),
    "start_notifications": _("Notifications switched on"),
    "stop_notifications": _("Notifications switched off"),
}

FIELDS: dict[str, Text] = {
    "credentials": _("credentials"),
    "fields": _("changed values"),
    "does": _("action"),
    "findings": _("what was found"),
    "interval_s": _("interval in seconds"),
    "is_active": _("active"),
    "kind": _("kind"),
    "made": _("new document"),
    "merged": _("merged with it"),
    "note": _("reason given"),
    "order": _("order"),
    "other": _("other customer"),
    "parts": _("stands for"),
    "password_changed": _("password changed"),
    "payment_methods": _("mapping of payment methods"),
    "reason": _("reason"),
    "secret_changed": _("secret changed"),
    "sees_personal_data": _("personal data"),
    "shipping_methods": _("mapping of shipping methods"),
    "state": _("state"),
    "backfill": _("with earlier orders"),
    "preset": _("preset"),
    "records": _("records"),
    "version": _("version"),
}
"""Words of what is no field of a model, or is called otherwise there."""

VALUES: dict[str, Text] = {
    **dict(ChangeKind.choices),
    **dict(ChangeState.choices),
    **dict(OrderState.choices),
    **dict(DocumentState.choices),
    **{code: reason.label for code, reason in (PARKED | SKIPPED).items()},
    **REASONS,
    **FINDINGS,
}
"""Words of codes, whatever the field."""


def word_action(code: str) -> str:
    """Return what was done, in the active language; an unknown code as it is."""
    return str(ACTIONS.get(code, code))
