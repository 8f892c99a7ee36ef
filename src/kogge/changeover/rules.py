"""What has to be true before a changeover, and how far its steps are: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OFFICE, MIDDLEWARE = "office", "middleware"

MINIMUM_VERSIONS: Mapping[str, str] = {OFFICE: "6594", MIDDLEWARE: "5.11.557"}
"""What the old installation must have at least, by its part (the changeover guide, step 0)."""


class Check(StrEnum):
    """A prerequisite."""

    OFFICE_VERSION = "office_version"
    MIDDLEWARE_VERSION = "middleware_version"
    ACTIVE = "active"
    NO_SELECTION_FIELDS = "no_selection_fields"
    BACKUP = "backup"
    SIGNED_IN = "signed_in"
    DOCUMENT_CREATION = "document_creation"
    TRANSFERS = "transfers"
    REPORT_COLUMNS = "report_columns"


ADVICE_ONLY = frozenset({Check.TRANSFERS, Check.REPORT_COLUMNS})
"""What is shown, but holds up no cut-over."""


class Step(StrEnum):
    """A step of the guide that leaves something to be looked at."""

    CREDENTIALS = "credentials"
    CLOUD_FLAG = "cloud_flag"
    DOCUMENT_CREATION = "document_creation"
    SIGN_IN = "sign_in"
    ADDRESS_STATUS = "address_status"
    PRESET = "preset"
    TASK = "task"
    CUT_OVER = "cut_over"
    SCHEDULES = "schedules"
    NOTICES = "notices"
    STATUS_UPLOAD = "status_upload"
    PROOF = "proof"


NEEDS: Mapping[Step, tuple[Step, ...]] = {
    Step.CLOUD_FLAG: (Step.CREDENTIALS,),
    Step.DOCUMENT_CREATION: (Step.CLOUD_FLAG,),
    Step.SIGN_IN: (Step.CLOUD_FLAG,),
    Step.TASK: (Step.PRESET,),
    Step.CUT_OVER: (Step.SIGN_IN, Step.DOCUMENT_CREATION),
    Step.SCHEDULES: (Step.CUT_OVER,),
    Step.PROOF: (Step.CUT_OVER, Step.SCHEDULES),
}


@dataclass(frozen=True, slots=True)
class Installation:
    """The old installation as somebody entered it."""

    versions: Mapping[str, str]
    uses_selection_fields: bool
    backed_up_on: date | None


def is_at_least(version: str, minimum: str) -> bool:
    """Compare versions number by number; what is no version is not enough."""
    numbers = _read_version(version)
    return bool(numbers) and numbers >= _read_version(minimum)


def _read_version(version: str) -> list[int]:
    parts = version.strip().split(".")
    return [int(part) for part in parts] if all(part.isascii() and part.isdecimal() for part in parts) else []


def check_installation(installation: Installation, since: date) -> dict[Check, bool]:
    """Return what the old installation fulfils; a backup counts from the day `since` on."""
    versions = installation.versions
    return {
        Check.OFFICE_VERSION: is_at_least(versions.get(OFFICE, ""), MINIMUM_VERSIONS[OFFICE]),
        Check.MIDDLEWARE_VERSION: is_at_least(versions.get(MIDDLEWARE, ""), MINIMUM_VERSIONS[MIDDLEWARE]),
        Check.NO_SELECTION_FIELDS: not installation.uses_selection_fields,
        Check.BACKUP: installation.backed_up_on is not None and installation.backed_up_on >= since,
    }


def list_obstacles(checks: Mapping[Check, bool]) -> list[Check]:
    """Return what keeps from cutting over, in the order of the page."""
    return [check for check in Check if check not in ADVICE_ONLY and not checks[check]]


def list_missing(step: Step, done: Iterable[Step]) -> list[Step]:
    """Return the steps that have to be done before a step."""
    finished = set(done)
    return [each for each in NEEDS.get(step, ()) if each not in finished]
