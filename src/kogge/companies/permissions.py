"""What each role may do: a table of named rights, and what a membership's own setting changes about it."""

from enum import StrEnum


class Right(StrEnum):
    """One thing that a person, or a program, may do in a company."""

    USE_SCREENS = "use_screens"
    RETRIEVE_ORDERS = "retrieve_orders"
    CHANGE_DOCUMENTS = "change_documents"
    CONVERT_DOCUMENTS = "convert_documents"
    POST_DOCUMENTS = "post_documents"
    CANCEL_DOCUMENTS = "cancel_documents"
    ARCHIVE_DOCUMENTS = "archive_documents"
    DECIDE_CHANGES = "decide_changes"
    EDIT_ARTICLES = "edit_articles"
    EDIT_CUSTOMERS = "edit_customers"
    SEE_PERSONAL_DATA = "see_personal_data"
    SEE_DELIVERY_ADDRESSES = "see_delivery_addresses"
    READ_RAW_ORDERS = "read_raw_orders"
    TRANSFER_OFFERS = "transfer_offers"
    SHIP = "ship"
    RUN_BATCHES = "run_batches"
    EXPORT = "export"
    READ_HISTORY = "read_history"
    READ_JOURNAL = "read_journal"
    ADMINISTER_PARAMETERS = "administer_parameters"
    ADMINISTER_PLATFORMS = "administer_platforms"
    ADMINISTER_PEOPLE = "administer_people"
    ADMINISTER_AUTOMATION = "administer_automation"


PERSONAL = frozenset({Right.SEE_PERSONAL_DATA, Right.SEE_DELIVERY_ADDRESSES})
"""What the setting of a single membership grants or withholds."""

USELESS_WITHOUT_PERSONAL_DATA = frozenset({Right.READ_RAW_ORDERS, Right.EDIT_CUSTOMERS})

_EVERYTHING = frozenset(Right)
_ADMINISTRATION = frozenset(
    {
        Right.READ_JOURNAL,
        Right.ADMINISTER_PARAMETERS,
        Right.ADMINISTER_PLATFORMS,
        Right.ADMINISTER_PEOPLE,
        Right.ADMINISTER_AUTOMATION,
    }
)

RIGHTS: dict[str, frozenset[Right]] = {
    "admin": _EVERYTHING,
    "clerk": _EVERYTHING - _ADMINISTRATION,
    "warehouse": frozenset({Right.USE_SCREENS, Right.SHIP, Right.SEE_DELIVERY_ADDRESSES}),
    "reader": frozenset({Right.USE_SCREENS, Right.EXPORT, Right.READ_HISTORY}),
    "api": _EVERYTHING - _ADMINISTRATION - {Right.USE_SCREENS},
}
"""Rights by role; administrators alone have those over others."""


def list_rights(role: str, *, sees_personal_data: bool | None = None) -> frozenset[Right]:
    """Return the rights of a role; `sees_personal_data` grants or withholds personal data, None leaves it to the role.

    Without personal data there is no sense in what consists of it: editing customers, reading orders word for word. An
    unknown role has no right at all.
    """
    rights = RIGHTS.get(role, frozenset())
    if sees_personal_data is True:
        return rights | PERSONAL
    if sees_personal_data is False:
        return rights - PERSONAL - USELESS_WITHOUT_PERSONAL_DATA
    return rights
