"""Why a batch or a task cannot be carried out."""

from kogge.kernel.errors import KoggeError


class RuleUnknown(KoggeError):
    """A batch names a rule that there is not, or not any more."""

    code = "rule_unknown"


class RuleUnfit(KoggeError):
    """A rule is for another kind of record than the batch."""

    code = "rule_unfit"


class RightMissing(KoggeError):
    """The user under whose rights something runs may not do it."""

    code = "right_missing"


class UserUnfit(KoggeError):
    """The user under whose rights something runs is not active, or does not belong to the company."""

    code = "user_unfit"


class PresetUnknown(KoggeError):
    """There is no preset of the name or number."""

    code = "preset_unknown"


class NameTaken(KoggeError):
    """Another one of the company has the name."""

    code = "name_taken"


class TaskLocked(KoggeError):
    """A task is locked after a structural fault."""

    code = "task_locked"


class TaskRuns(KoggeError):
    """A task is running already."""

    code = "task_runs"


class ServiceNeeded(KoggeError):
    """A service still has tasks."""

    code = "service_needed"


class PresetNeeded(KoggeError):
    """A task uses a preset."""

    code = "preset_needed"
