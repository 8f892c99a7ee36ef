"""Refusals of changes of people in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.kernel.errors import KoggeError

WORDS: dict[str, str | Promise] = {
    "last_administrator": _("A company needs an active administrator. Make somebody else one first."),
    "account_of_others": _(
        "This person works in a company, too, that you do not administer. You can change the role here, but not the "
        "account."
    ),
    "name_taken": _("Another account has this user name already."),
    "not_for_programs": _("Keys are for programs: give the account the role “API (for programs)” first."),
    "key_name_missing": _("Give the key a name: which program uses it?"),
    "people_exist": _("There is somebody already who can sign in. Ask an administrator for an account."),
}


def word_refusal(error: KoggeError) -> str:
    """Return what is wrong and what to do."""
    return str(WORDS.get(error.code) or error)
