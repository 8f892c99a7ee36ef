"""What `kogge demo` runs in: a throw-away home and database, and an Emulator as a child process.

Runs before Django is set up: it decides the environment that the settings are then read from.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg
from psycopg import sql

from kogge.config import read_config
from kogge.kernel.errors import KoggeError
from kogge.site.demo_queue import DemoQueue, demo_queue

QUOTA_FACTOR = 100_000
"""Amazon's own quotas let some 33 orders a minute through; the demo's Emulator allows this many times more."""

MARKETPLACE, SHOP = "amazon", "shopware"
EMULATORS = {MARKETPLACE: "amazon_emulator", SHOP: "shopware_emulator"}
END_S = 10


class EmulatorFailed(KoggeError):
    """The Emulator did not start."""

    code = "emulator_failed"


class DemoDatabaseRefused(KoggeError):
    """The server at DATABASE_URL does not let the demo make a database of its own."""

    code = "demo_database_refused"


@dataclass(frozen=True)
class DemoEnvironment:
    """Where the demo's data lie, whether they go at its end, where its Amazon is, and whether that tells of changes."""

    home: Path
    is_throwaway: bool
    emulator_url: str
    is_notified: bool
    quota_factor: int = QUOTA_FACTOR
    is_shop: bool = False


@contextmanager
def demo_environment(
    *, orders: int, seed: int, faults: str, with_queue: bool, keep_output: bool, platform: str = ""
) -> Iterator[DemoEnvironment]:
    """Provide home, database and Emulator, and take them away at the end, however it comes.

    With a queue the Emulator tells of changed orders, as far as a local SQS is installed. An own KOGGE_HOME (and the
    database that goes with it) is used as it is and kept. Raises EmulatorFailed and DemoDatabaseRefused.
    """
    # Reading it once puts what a `.env` file says into the environment; what we change below must be read anew.
    read_config()
    read_config.cache_clear()
    own_home = os.environ.get("KOGGE_HOME", "")
    with ExitStack() as stack:
        stack.enter_context(_ending_orderly())
        home = Path(own_home) if own_home else stack.enter_context(_throwaway_home())
        if not own_home and os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(_throwaway_database(os.environ["DATABASE_URL"]))
        is_shop = platform == SHOP
        emulator = _find_emulator(platform or MARKETPLACE)
        queue = stack.enter_context(demo_queue()) if with_queue and not is_shop else DemoQueue()
        wishes = ["--orders", str(orders), "--seed", str(seed), "--faults", faults]
        if not is_shop:
            wishes += ["--quota", str(QUOTA_FACTOR), "--sqs-endpoint", queue.endpoint_url]
        url = stack.enter_context(_emulator(emulator, wishes, keep_output=keep_output))
        os.environ |= {
            "KOGGE_SQS_ENDPOINT_URL": queue.endpoint_url,
            "KOGGE_SQS_QUEUE_ARN": queue.arn,
            "KOGGE_HOME": str(home),
            "KOGGE_CLOUD_URL": "",
            "KOGGE_SPAPI_URL": url,
            "KOGGE_LWA_URL": f"{url}/auth/o2/token",
        }
        yield DemoEnvironment(home, not own_home, url, is_notified=bool(queue.arn), is_shop=is_shop)


def _find_emulator(platform: str) -> str:
    """Return the program that stands in for a kind of platform. Raises EmulatorFailed."""
    if platform not in EMULATORS:
        message = f"There is no Emulator of the kind “{platform}”; there are: {', '.join(EMULATORS)}."
        raise EmulatorFailed(message)
    return EMULATORS[platform]


@contextmanager
def _ending_orderly() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C, so that children end and throw-away things go."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _throwaway_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kogge-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _throwaway_database(server_url: str) -> Iterator[str]:
    """Make a database beside the named one: its keys go with the throw-away home, so its data must go too."""
    name = f"kogge_demo_{secrets.token_hex(4)}"
    server = server_url.replace("postgres://", "postgresql://", 1)
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"The demo could not make a database of its own ({reason}); set KOGGE_HOME to use the named one."
        raise DemoDatabaseRefused(message) from None
    address, _, options = server.partition("?")
    try:
        yield f"{address.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _emulator(module: str, wishes: list[str], *, keep_output: bool) -> Iterator[str]:
    words = ["serve", "--port", "0", *wishes]
    child = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-m", module, *words],
        stdout=subprocess.PIPE,
        stderr=None if keep_output else subprocess.DEVNULL,
        text=True,
        # A process group of its own: Ctrl-C is for us, and we end the Emulator when nothing needs it any more.
        start_new_session=True,
    )
    try:
        yield _listening_url(child)
    finally:
        child.terminate()
        try:
            child.wait(END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout:
            child.stdout.close()


def _listening_url(child: subprocess.Popen[str]) -> str:
    """Read the line by which the Emulator says where it is."""
    line = child.stdout.readline() if child.stdout else ""
    try:
        told = json.loads(line)
        return str(told["url"])
    except (ValueError, KeyError, TypeError):
        message = f"The Emulator did not start: it said “{line.strip()}” and ended with status {child.poll()}."
        raise EmulatorFailed(message) from None
