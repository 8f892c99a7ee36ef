"""A whole Kogge for a browser: Emulator, data folder, `kogge serve` with its worker, all as real processes."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.chaos.installations import PASSWORD, install
from tests.emulators import running_emulator

ORDERS = 120
START_WITHIN_S = 60
STOP_WITHIN_S = 45

PEOPLE = """
import django
django.setup()
from kogge.companies.models import Company, Membership, Role, User
company = Company.objects.get()
reader = User.objects.create_user("leserin", password={password!r})
Membership.objects.create(company=company, user=reader, role=Role.READER)
User.objects.create_user("neuling", password={password!r})
"""

PARK = """
import django
django.setup()
from kogge.orders.models import OrderState, PlatformOrder
order = PlatformOrder.objects.filter(state=OrderState.SKIPPED, reason="cancelled").first()
order.state, order.reason, order.problem = OrderState.PARKED, "unreadable", "made unreadable by a test"
order.save()
print(order.platform_reference)
"""


AUTOMATE = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime
from kogge.automation.batches import begin_batch
from kogge.automation.models import AutomationService, AutomationTask, BatchItem, LogEntry, TaskAction, TaskRun
from kogge.automation.presets import save_preset
from kogge.automation.rules import Definition, Range
from kogge.automation.services import save_service, save_task
from kogge.companies.models import Company, User
name, now, company = sys.argv[1], datetime.now(UTC), Company.objects.get()
user = User.objects.get(username="admin")
preset = save_preset(company, name, Definition("documents", Range(), ("documents.remap",)), actor=user, now=now)
service = save_service(AutomationService(company=company, name=name, user=user, mode="stopped"), user, now)
task = AutomationTask(company=company, name=name, service=service, trigger="manual")
task = save_task(task, [TaskAction(preset=preset), TaskAction(kind="mail", recipient="a@example.de")], user, now)
task.locked_at, task.lock_code = now, "rule_unknown"
task.save()
facts = {"company": company, "user": user, "created_at": now, "changed_at": now, "finished_at": now, "state": "done"}
run = TaskRun.objects.create(task=task, due_at=now, counts={"changed": 1}, **facts)
batch = begin_batch(company, Definition.read(preset.definition), user, now)
batch.title, batch.state, batch.counts, batch.finished_at = name, "done", {"changed": 1, "skipped": 1}, now
batch.save()
BatchItem.objects.create(batch=batch, step=0, subject_id=1, label=name, result="skipped", code="not_open", at=now)
LogEntry.objects.create(
    company=company, at=now, level="error", task=task, task_run=run, batch=batch, code="record_failed",
    values={"record": name, "problem": name}, subject_kind="document", subject_id=1,
)
print(json.dumps([
    f"/automation/tasks/{task.pk}/", f"/automation/tasks/{task.pk}/edit/", f"/automation/runs/{run.pk}/",
    f"/automation/services/{service.pk}/", f"/automation/services/{service.pk}/stop/",
    f"/automation/presets/{preset.pk}/", f"/automation/presets/{preset.pk}/rename/",
    f"/automation/presets/{preset.pk}/delete/", f"/automation/tasks/{task.pk}/delete/",
    f"/batches/{batch.pk}/", f"/batches/{batch.pk}/cancel/", f"/batch-actions/documents/?preset={preset.pk}",
]))
"""

SWITCH_OFF = """
import django
django.setup()
from kogge.automation.models import AutomationTask
AutomationTask.objects.filter(trigger="manual").update(is_active=False)
"""


@dataclass(frozen=True)
class Office:
    """Where it answers, and the environment for further commands."""

    url: str
    environment: Mapping[str, str]
    emulator_url: str

    def run(self, *arguments: str) -> None:
        """Run a `kogge` command."""
        run_kogge(self.environment, *arguments)

    @contextmanager
    def automated(self, *names: str) -> Iterator[list[str]]:
        """Make a preset, a service, a locked task, a run and a batch of each name; yield the addresses of their pages.

        The tasks are switched off at the end: their trouble stands on every page.
        """
        told = [self._call(AUTOMATE, name) for name in names]
        yield [path for each in told for path in json.loads(each)]
        self._call(SWITCH_OFF)

    def park_an_order(self) -> str:
        """Turn a skipped order into a parked one; return its number."""
        return self._call(PARK).strip()

    def _call(self, program: str, *arguments: str) -> str:
        command = [sys.executable, "-c", program, *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout


def run_kogge(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "kogge.main", *arguments], env=environment, check=True, capture_output=True)


@contextmanager
def running_office(home: Path) -> Iterator[Office]:
    """Set Kogge up with the demo's platform and serve it until the end; nothing is retrieved yet."""
    with (
        running_emulator("--orders", str(ORDERS), "--seed", "1", "--quota", "100000") as emulator,
        install(home, emulator.url, server="", DJANGO_SETTINGS_MODULE="kogge.site.settings") as installation,
    ):
        installation.python(PEOPLE.format(password=PASSWORD))
        port = free_port()
        command = [sys.executable, "-m", "kogge.main", "serve", "--port", str(port)]
        with subprocess.Popen(command, env=installation.environment, stderr=subprocess.DEVNULL) as server:
            try:
                wait_for(f"http://127.0.0.1:{port}/sign-in/")
                yield Office(f"http://127.0.0.1:{port}", installation.environment, emulator.url)
            finally:
                server.terminate()
                server.wait(STOP_WITHIN_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
