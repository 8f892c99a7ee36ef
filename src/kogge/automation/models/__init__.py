"""The feature's tables."""

from kogge.automation.models.log import (
    LogEntry,
    LogLevel,
    MessageState,
    OutgoingMessage,
)
from kogge.automation.models.presets import (
    NAME_LENGTH,
    BatchRule,
    Named,
    Preset,
    PresetVersion,
)
from kogge.automation.models.runs import (
    ACTIVE_STATES,
    ENDED_STATES,
    PENDING,
    BatchItem,
    BatchRun,
    RunCause,
    RunState,
    TaskRun,
)
from kogge.automation.models.tasks import (
    ActionCondition,
    ActionKind,
    AutomationService,
    AutomationTask,
    MissedRuns,
    ServiceMode,
    TaskAction,
    TriggerChoice,
)

__all__ = [
    "ACTIVE_STATES",
    "ENDED_STATES",
    "NAME_LENGTH",
    "PENDING",
    "ActionCondition",
    "ActionKind",
    "AutomationService",
    "AutomationTask",
    "BatchItem",
    "BatchRule",
    "BatchRun",
    "LogEntry",
    "LogLevel",
    "MessageState",
    "MissedRuns",
    "Named",
    "OutgoingMessage",
    "Preset",
    "PresetVersion",
    "RunCause",
    "RunState",
    "ServiceMode",
    "TaskAction",
    "TaskRun",
    "TriggerChoice",
]
