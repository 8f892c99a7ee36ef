"""The menu: what there is, in the order of the working day; what is not built is not in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.companies.membership import list_memberships
from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right
from kogge.documents.parameters import PARAMETERS
from kogge.orders.listing import count_open_changes, count_parked
from kogge.platforms.alarms import Alarm, list_alarms
from kogge.platforms.listing import list_active_platforms
from kogge.site.assistant_steps import Step, find_step
from kogge.web.paging import Count

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `count` stands beside it when there is something to do."""

    label: Text
    icon: str
    url: str
    is_active: bool
    count: Count | None = None


@dataclass(frozen=True)
class Group:
    """Lines that belong together; a group without a label stands directly below the section's heading."""

    label: Text
    entries: list[Entry]


@dataclass(frozen=True)
class Section:
    """A heading of the menu with its groups."""

    label: Text
    groups: list[Group]


def build_menu(company: Company, path: str, *, is_admin: bool) -> list[Section]:
    """Return the menu of a company; the entry that the path lies under is the active one."""

    def entry(label: Text, icon: str, name: str, *, count: Count | None = None, **values: int | str) -> Entry:
        url = reverse(name, kwargs=values)
        is_active = path == url or (url != reverse("start") and path.startswith(url))
        return Entry(label, icon, url, is_active=is_active, count=count)

    parked = count_parked(company)
    platforms = [
        entry(each.name, "brand-amazon", "orders:platform", platform_id=each.pk)
        for each in list_active_platforms(company)
    ]
    listed = entry(_("Platforms"), "building-store", "platforms:list")
    if any(each.is_active for each in platforms):
        listed = Entry(listed.label, listed.icon, listed.url, is_active=False)
    waiting = entry(_("Parked orders"), "alert-triangle", "orders:parked", count=parked if parked.number else None)
    deciding = count_open_changes(company)
    changes = entry(_("Changes to decide"), "history", "orders:changes", count=deciding if deciding.number else None)
    sales_parameters = [
        entry(parameter.title, "settings", "documents:parameters", key=key) for key, parameter in PARAMETERS.items()
    ]
    parameters = [
        Group(_("Sales"), sales_parameters),
        Group(
            _("Other"),
            [
                entry(_("Credentials"), "lock", "platforms:credentials"),
                entry(_("Users"), "user", "people:list"),
                entry(_("Journal"), "history", "journal:list"),
            ],
        ),
    ]
    return [
        Section(_("My company"), [Group("", [entry(_("Overview"), "home", "start")])]),
        Section(
            _("Sales"),
            [
                Group("", [entry(_("Documents"), "file-text", "documents:list"), changes]),
                Group(
                    _("Master data"),
                    [
                        entry(_("Customers"), "users", "customers:list"),
                        entry(_("Articles"), "package", "articles:list"),
                        entry(_("Mapping of SKUs"), "tag", "articles:aliases"),
                    ],
                ),
            ],
        ),
        Section(
            _("E-commerce"),
            [
                Group(_("Master data"), [listed]),
                Group(_("Active platforms"), platforms),
                Group(
                    _("Orders without a document"),
                    [waiting, entry(_("Skipped orders"), "player-skip-forward", "orders:skipped")],
                ),
            ],
        ),
        *([Section(_("Parameters"), parameters)] if is_admin else []),
    ]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page its menu, the person's companies and rights (a context processor)."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "menu": LazyMenu(membership.company, request.path, is_admin=Right.ADMINISTER_PARAMETERS in membership.rights),
        "membership": membership,
        "memberships": partial(list_memberships, membership.user),
        "rights": membership.rights,
        "setup_step": partial(_find_setup_step, membership),
        "platform_alarms": partial(_list_alarms, membership),
    }


def _find_setup_step(membership: Membership) -> Step | None:
    return find_step(membership.company) if Right.ADMINISTER_PLATFORMS in membership.rights else None


def _list_alarms(membership: Membership) -> list[Alarm]:
    return (
        list_alarms(membership.company, datetime.now(UTC)) if Right.ADMINISTER_PARAMETERS in membership.rights else []
    )


@dataclass(frozen=True)
class LazyMenu:
    """A menu that is only looked up when a page shows it: parts that HTMX fetches do not."""

    company: Company
    path: str
    is_admin: bool

    def __iter__(self) -> Iterator[Section]:
        """Look the menu up."""
        return iter(build_menu(self.company, self.path, is_admin=self.is_admin))
