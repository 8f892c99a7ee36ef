"""A throw-away PostgreSQL cluster: `python -m tests.postgres COMMAND…` runs a command with DATABASE_URL naming it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

BINARIES = Path("/usr/lib/postgresql/15/bin")
DATABASE = "kogge"
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "timezone=UTC")
SCHEMAS = ("office", "cloud")


class PostgresMissing(Exception):
    """The server's programs are not installed."""


@contextmanager
def throwaway_cluster(beyond: str = "", settings: tuple[str, ...] = ()) -> Iterator[str]:
    """Start a cluster of its own on a free port of this machine, give the URL of a database, delete all at the end.

    It listens on 127.0.0.1, and `beyond` it at an address whose network (/24) may come in without a password. The
    server refuses to run as root: then it runs as the user `postgres`. Raises PostgresMissing.
    """
    if not (BINARIES / "initdb").exists():
        message = f"{BINARIES} has no PostgreSQL server; install it with: apt-get install postgresql-15"
        raise PostgresMissing(message)
    folder = Path(tempfile.mkdtemp(prefix="kogge-postgres-"))
    try:
        prefix = _become_server(folder)
        data, port = folder / "data", _free_port()
        _run(prefix, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        if beyond:
            with (data / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {beyond}/24 trust\n")
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, *settings))
        addresses = ",".join(filter(None, ["127.0.0.1", beyond]))
        options += f" -c listen_addresses={addresses} -c port={port} -c unix_socket_directories={folder}"
        _run(prefix, "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield _prepare(prefix, port)
        finally:
            _run(prefix, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _become_server(folder: Path) -> list[str]:
    """Return what goes before each command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    folder.chmod(0o700)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


def _prepare(prefix: list[str], port: int) -> str:
    """Create the database; test databases are copies of template1, so the schemas stand there too."""
    server = ("-h", "127.0.0.1", "-p", port, "-U", "postgres")
    for schema in SCHEMAS:
        _run(prefix, "psql", *server, "-qc", f"CREATE SCHEMA {schema}", "template1")
    _run(prefix, "createdb", *server, DATABASE)
    return f"postgresql://postgres@127.0.0.1:{port}/{DATABASE}"


def _run(prefix: list[str], program: str, *arguments: object) -> None:
    command = [*prefix, str(BINARIES / program), *map(str, arguments)]
    # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        if done.returncode:
            output.seek(0)
            message = f"{program} failed: {output.read().decode(errors='replace')}"
            raise RuntimeError(message)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)


def _run_to_its_end(command: list[str], url: str) -> int:
    """Run a command; asked to stop, ask it too, since `uv run` passes that on and could not pass a kill on."""
    with subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}) as running:
        try:
            return running.wait()
        finally:
            running.terminate()


def main() -> int:
    """Run the command and return its exit status."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with throwaway_cluster() as url:
            return _run_to_its_end(sys.argv[1:], url)
    except PostgresMissing as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
