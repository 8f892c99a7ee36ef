"""The menu: what there is, in the order of the working day; what is not built is not in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.automation.alarming import list_troubles
from kogge.automation.models import AutomationTask
from kogge.automation.standing import word_trouble
from kogge.changeover.models import Notice
from kogge.changeover.notices import list_unread
from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right
from kogge.documents.parameters import PARAMETERS
from kogge.orders.listing import count_waiting
from kogge.platforms.alarms import Alarm, list_alarms
from kogge.platforms.listing import read_platforms
from kogge.site.assistant_steps import Step, find_step
from kogge.status.alarms import StatusAlarm
from kogge.status.alarms import list_alarms as find_status_alarms
from kogge.web.paging import Count

Text = str | Promise

OF_DOCUMENTS = (
    "document-types",
    "number-ranges",
    "payment-methods",
    "shipping-payment-terms",
    "shipping-methods",
    "warehouses",
)
"""The kinds of parameters that documents are made with, in the order of the menu."""

TROUBLES_SHOWN = 3
"""When no process is there every task is late: the list names them all."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `count` stands beside it when there is something to do."""

    label: Text
    icon: str
    url: str
    count: Count | None = None
    is_active: bool = False


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


def build_menu(company: Company, path: str, rights: frozenset[Right]) -> list[Section]:
    """Return the menu of a company; the entry that the path lies under is the active one."""
    waiting = count_waiting(company)
    sections = [
        Section(_("My company"), [Group(_("Overview"), _list_own(rights))]),
        Section(_("Sales"), _group_sales(rights, waiting["changes"])),
        Section(_("E-commerce"), _group_platforms(company, waiting["parked"])),
        *([Section(_("Parameters"), _group_parameters())] if Right.ADMINISTER_PARAMETERS in rights else []),
        _list_middleware(rights),
    ]
    return _mark_active(sections, path)


def _entry(label: Text, icon: str, name: str, *, count: Count | None = None, **values: int | str) -> Entry:
    return Entry(label, icon, reverse(name, kwargs=values), count=count if count and count.number else None)


def _mark_active(sections: list[Section], path: str) -> list[Section]:
    """Mark the entry whose address is the longest one that the path lies under; all pages lie under the start page."""
    start = reverse("start")
    urls = {entry.url for section in sections for group in section.groups for entry in group.entries}
    active = max((url for url in urls if path.startswith(url) and (url != start or path == url)), key=len, default="")
    return [
        Section(
            section.label,
            [
                Group(group.label, [replace(entry, is_active=entry.url == active) for entry in group.entries])
                for group in section.groups
            ],
        )
        for section in sections
    ]


def _list_own(rights: frozenset[Right]) -> list[Entry]:
    entries = [_entry(_("Start page"), "home", "start")]
    if Right.RUN_BATCHES in rights:
        entries.append(_entry(_("Automation tasks and services"), "clock", "automation:tasks"))
    return entries


def _group_sales(rights: frozenset[Right], waiting: Count) -> list[Group]:
    changes = _entry(_("Changes to decide"), "history", "orders:changes", count=waiting)
    reports = _entry(_("Status reports"), "arrow-up", "status:records")
    shipping = [_entry(_("Shipping"), "truck", "shipping:to-ship")] if Right.SHIP in rights else []
    master_data = [
        _entry(_("Customers"), "users", "customers:list"),
        _entry(_("Articles"), "package", "articles:list"),
        _entry(_("Mapping of SKUs"), "tag", "articles:aliases"),
    ]
    if Right.ADMINISTER_PLATFORMS in rights:
        master_data.append(_entry(_("Import of old data"), "arrow-up", "data_imports:list"))
    return [
        Group("", [_entry(_("Documents"), "file-text", "documents:list"), reports, *shipping, changes]),
        Group(_("Master data"), master_data),
    ]


def _group_platforms(company: Company, waiting: Count) -> list[Group]:
    platforms = [
        _entry(each.name, "shopping-cart", "orders:platform", platform_id=each.pk)
        for each in read_platforms(company)
        if each.is_active
    ]
    parked = _entry(_("Parked orders"), "alert-triangle", "orders:parked", count=waiting)
    skipped = _entry(_("Skipped orders"), "player-skip-forward", "orders:skipped")
    return [
        Group(_("Master data"), [_entry(_("Platforms"), "building-store", "platforms:list")]),
        Group(_("Active platforms"), platforms),
        Group(_("Orders without a document"), [parked, skipped]),
    ]


def _list_middleware(rights: frozenset[Right]) -> Section:
    """Return the section of the middleware, with what a person may do there."""
    settings = [_entry(_("Schedules"), "calendar", "middleware:schedules")]
    if Right.TRANSFER_OFFERS in rights:
        settings.append(_entry(_("Synchronise manually"), "refresh", "middleware:synchronise"))
    ways = [_entry(_("Rejected orders"), "circle-x", "changeover:rejected")]
    if Right.ADMINISTER_PLATFORMS in rights:
        ways.insert(0, _entry(_("Changeover"), "plug-connected", "changeover:platforms"))
    return Section(_("Middleware"), [Group(_("E-commerce – Settings"), settings), Group(_("Changeover"), ways)])


def _group_parameters() -> list[Group]:
    """Group the parameters as the guide names them."""

    def parameter(key: str, label: Text = "") -> Entry:
        return _entry(label or PARAMETERS[key].title, "settings", "documents:parameters", key=key)

    rates = _entry(_("Tax rates"), "receipt", "documents:tax-rates")
    return [
        Group(pgettext_lazy("menu", "Addresses"), [parameter("address-statuses", _("Status"))]),
        Group(
            _("Documents"),
            [*map(parameter, OF_DOCUMENTS), _entry(_("Letterhead"), "file-text", "printing:letterhead")],
        ),
        Group(_("E-commerce"), [_entry(_("Rules for platforms"), "settings", "status:rules")]),
        Group(_("Taxes"), [rates, parameter("tax-registrations")]),
        Group(
            _("Other"),
            [
                _entry(_("Credentials"), "lock", "platforms:credentials"),
                _entry(_("Users"), "user", "people:list"),
                _entry(_("Journal"), "history", "journal:list"),
            ],
        ),
    ]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page its menu, the person's companies and rights (a context processor)."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "menu": LazyMenu(membership.company, request.path, membership.rights),
        "membership": membership,
        "memberships": getattr(request, "memberships", []),
        "rights": membership.rights,
        "setup_step": partial(_find_setup_step, membership),
        "platform_alarms": partial(_list_alarms, membership),
        "status_alarms": partial(_list_status_alarms, membership),
        "task_troubles": partial(_describe_troubles, membership),
        "changeover_notices": partial(_list_notices, membership),
    }


def _find_setup_step(membership: Membership) -> Step | None:
    return find_step(membership.company) if Right.ADMINISTER_PLATFORMS in membership.rights else None


def _list_alarms(membership: Membership) -> list[Alarm]:
    return (
        list_alarms(membership.company, datetime.now(UTC)) if Right.ADMINISTER_PARAMETERS in membership.rights else []
    )


def _list_status_alarms(membership: Membership) -> list[StatusAlarm]:
    return find_status_alarms(membership.company, datetime.now(UTC)) if Right.SHIP in membership.rights else []


def _list_notices(membership: Membership) -> list[Notice]:
    return list(list_unread(membership)) if Right.TRANSFER_OFFERS in membership.rights else []


@dataclass(frozen=True)
class Troubles:
    """What is wrong with tasks: some of them with words, and how many more there are."""

    shown: list[tuple[AutomationTask, str, bool]]
    more: int


def _describe_troubles(membership: Membership) -> Troubles:
    """Return what the banner says of tasks to who can put it right; a locked one is grave."""
    if Right.ADMINISTER_AUTOMATION not in membership.rights:
        return Troubles([], 0)
    now = datetime.now(UTC)
    found = sorted(list_troubles(membership.company, now), key=lambda each: each.code != "locked")
    shown = [(each.task, word_trouble(each, now), each.code == "locked") for each in found[:TROUBLES_SHOWN]]
    return Troubles(shown, len(found) - len(shown))


@dataclass(frozen=True)
class LazyMenu:
    """A menu that is only looked up when a page shows it: parts that HTMX fetches do not."""

    company: Company
    path: str
    rights: frozenset[Right]

    def __iter__(self) -> Iterator[Section]:
        """Look the menu up."""
        return iter(build_menu(self.company, self.path, self.rights))
