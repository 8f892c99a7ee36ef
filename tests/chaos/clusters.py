"""Several hosts, each with a data folder and a worker, that share a database behind lines that can be cut."""

import json
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.chaos.installations import Installation, install, kill
from tests.chaos.networks import BRIDGE_ADDRESS, Host, networked_hosts
from tests.emulators import running_emulator
from tests.postgres import throwaway_cluster

HURRY = {"keepalives_idle": 1, "keepalives_interval": 1, "keepalives_count": 2, "tcp_user_timeout": 3000}
"""A cut line is noticed within three seconds, instead of twenty, where everything is in a hurry."""

OWN_WORK = "SELECT workflow_uuid FROM dbos.workflow_status WHERE status = 'PENDING' AND executor_id = ANY(%s)"
OPEN_WORK = """
SELECT count(*) FROM dbos.workflow_status
WHERE workflow_uuid = ANY(%s) AND (status = 'ENQUEUED' OR status = 'PENDING' AND executor_id = ANY(%s))
"""
RUSH = "import sys, httpx; httpx.post(sys.argv[1], content=sys.argv[2]).raise_for_status()"
EXECUTORS = "SELECT executor_id FROM office.engine_heartbeat"


@dataclass
class Node:
    """A host with its worker."""

    host: Host
    office: Installation
    speed: float
    worker: "subprocess.Popen[str] | None" = None

    @property
    def log(self) -> Path:
        """What all workers of the host logged."""
        return Path(self.office.environment["KOGGE_HOME"]) / "worker.log"

    def start(self) -> None:
        """Start the host's worker."""
        with self.log.open("a") as log:
            self.worker = self.office.start(str(self.speed), module="tests.chaos.worker", log=log)

    def kill(self) -> None:
        """Kill the host's worker."""
        assert self.worker
        kill(self.worker)

    def stop(self) -> None:
        """End the worker in good order."""
        assert self.worker
        self.worker.terminate()
        self.worker.communicate(timeout=90)
        assert self.worker.returncode == 0

    def count_events(self, event: str) -> int:
        """Return how often the host's workers logged an event."""
        lines = (line for line in self.log.read_text().splitlines() if line.startswith("{"))
        return sum(1 for line in lines if json.loads(line)["event"] == event)


@dataclass
class Cluster:
    """Hosts that share a database; `office` is the installation as this machine sees it."""

    office: Installation
    nodes: list[Node]
    database: "psycopg.Connection[Any]"
    amazon_url: str
    recoveries: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def rush(self, orders: int, over_s: float) -> None:
        """Let further orders arrive, one after the other."""
        body = json.dumps({"count": orders, "over_s": over_s})
        self.office.python(RUSH, f"{self.amazon_url}/emulator/rush", body)

    def list_work(self, node: Node) -> tuple[list[str], list[str]]:
        """Return the ids under which a host's worker runs, and those of the workflows that it runs."""
        assert node.worker
        executors = [row[0] for row in self.database.execute(EXECUTORS) if f":{node.worker.pid}:" in row[0]]
        return executors, [row[0] for row in self.database.execute(OWN_WORK, [executors])]

    def measure_recovery(self, work: tuple[list[str], list[str]], within_s: float, kind: str) -> None:
        """Wait until others carry on the work that a worker left, and note by kind how long that took."""
        executors, workflows = work
        since = time.monotonic()
        while self._count_open(executors, workflows):
            assert time.monotonic() < since + within_s, f"nobody carries on with {workflows}"
            time.sleep(0.1)
        if workflows:
            self.recoveries[kind].append(time.monotonic() - since)

    def _count_open(self, executors: list[str], workflows: list[str]) -> int:
        row = self.database.execute(OPEN_WORK, [workflows, executors]).fetchone()
        assert row
        return int(row[0])


@contextmanager
def running_cluster(folder: Path, hosts: int, orders: int, speed: float) -> Iterator[Cluster]:
    """Provide a cluster with a worker on each host, in front of an Emulator with multiplied quotas."""
    with (
        networked_hosts(hosts) as networked,
        throwaway_cluster(beyond=BRIDGE_ADDRESS) as server,
        running_emulator(
            "--host", BRIDGE_ADDRESS, "--orders", str(orders), "--seed", "3", "--quota", "100000"
        ) as amazon,
        install(folder / "office", amazon.url, server) as office,
        psycopg.connect(office.environment["DATABASE_URL"], autocommit=True) as database,
    ):
        nodes = [_add_node(folder / host.name, host, office, speed) for host in networked]
        try:
            yield Cluster(office, nodes, database, amazon.url)
        finally:
            for node in nodes:
                if node.worker and node.worker.poll() is None:
                    node.kill()


def _add_node(home: Path, host: Host, office: Installation, speed: float) -> Node:
    home.mkdir()
    shutil.copy(Path(office.environment["KOGGE_HOME"]) / "keys.json", home)
    url = office.environment["DATABASE_URL"].replace("127.0.0.1", BRIDGE_ADDRESS)
    if speed > 1:
        server_side = " ".join(f"-c tcp_{name.removeprefix('tcp_')}={value}" for name, value in HURRY.items())
        url += "?" + urlencode(HURRY | {"options": server_side})
    environment = office.environment | {"KOGGE_HOME": str(home), "DATABASE_URL": url}
    node = Node(host, Installation(environment, host.prefix), speed)
    node.start()
    return node
