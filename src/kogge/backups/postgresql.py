"""PostgreSQL: a dump of the installation's schemas at one moment, and putting a dump in their place.

Its own programs do it (https://www.postgresql.org/docs/15/app-pgdump.html). What they need to connect stands in their
environment, the password with it: other users of a machine can read command lines.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from kogge.backups.errors import DumpFailed, ProgramsMissing, RestoreFailed
from kogge.backups.rules import CLOUD, ENGINE, OFFICE
from kogge.infrastructure.database import SCHEMA as OFFICE_SCHEMA
from kogge.infrastructure.engine import SCHEMA as ENGINE_SCHEMA

DUMP = "kogge.dump"
SCHEMAS = {OFFICE: OFFICE_SCHEMA, ENGINE: ENGINE_SCHEMA, CLOUD: "cloud"}
EXTENSION = "pg_trgm"
"""What indexes of the schemas stand on; it may lie in one of them."""
FOLDER = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, mostly beside the PATH."""
LOCK_WAIT_S = 20

AS_SCRIPT = ("--file=-", "--no-owner", "--no-privileges", "--no-comments")
TO_THE_FIRST_ERROR = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse")


def dump_schemas(databases: Iterable[str], target: Path) -> None:
    """Dump the schemas of databases as they are at one moment. Raises ProgramsMissing and DumpFailed."""
    wanted = [f"--schema={SCHEMAS[each]}" for each in sorted(databases)]
    wanted += [f"--extension={EXTENSION}"] if _has_extension() else []
    target.touch(mode=0o600)
    options = ["--format=custom", "--no-password", "--no-owner", "--no-privileges", f"--file={target}"]
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, found by us
        [find_program("pg_dump"), *options, *wanted],
        env=_environment(),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        reason = _read_reason(done.stderr)
        message = f"pg_dump gave up: {reason}"
        raise DumpFailed(message, reason)


def list_schemas(databases: Iterable[str]) -> list[str]:
    """Return those of the databases whose schemas are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        there = {name for (name,) in cursor.fetchall()}
    return [each for each in databases if SCHEMAS[each] in there]


def load_dump(dump: Path, databases: Iterable[str]) -> None:
    """Put a dump in the place of the schemas, in one transaction: all or nothing.

    The schemas are dropped whole: a newer version may have tables in them that the dump does not know of. Raises
    ProgramsMissing and RestoreFailed.
    """
    begin = [f"BEGIN; SET LOCAL lock_timeout = '{LOCK_WAIT_S}s'; SET LOCAL client_min_messages = warning;"]
    begin += [f"DROP SCHEMA IF EXISTS {SCHEMAS[each]} CASCADE;" for each in sorted(databases)]
    read: list[str | Path] = [find_program("pg_restore"), *AS_SCRIPT, dump]
    write: list[str | Path] = [find_program("psql"), *TO_THE_FIRST_ERROR]
    with TemporaryFile() as complaints:
        codes = _pump("\n".join(begin).encode(), read, write, complaints)
        if any(codes):
            complaints.seek(0)
            reason = _read_reason(complaints.read())
            message = f"The backup could not be restored: {reason}. Nothing was changed: all is as it was before."
            raise RestoreFailed(message, reason)


def _pump(
    begin: bytes, read: Sequence[str | Path], write: Sequence[str | Path], complaints: IO[bytes]
) -> tuple[int, int]:
    """Hand what one program reads to the other, and commit only once the first has come to its end."""
    environment = _environment()
    reader = subprocess.Popen(  # noqa: S603 - as above
        read, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
    )
    writer = subprocess.Popen(  # noqa: S603 - as above
        write, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
    )
    script, database = cast("IO[bytes]", reader.stdout), cast("IO[bytes]", writer.stdin)
    # The writer ends at the first error; the reader then has nobody to tell.
    with suppress(BrokenPipeError), reader, writer:
        database.write(begin + b"\n")
        shutil.copyfileobj(script, database)
        if reader.wait() == 0:
            database.write(b"\nCOMMIT;\n")
    return reader.wait(), writer.wait()


def find_program(name: str) -> Path:
    """Return PostgreSQL's program of the server's version, or the next newer one. Raises ProgramsMissing."""
    server = cast("DatabaseWrapper", connection).pg_version // 10_000
    on_path = shutil.which(name)
    paths = [*FOLDER.glob(f"*/bin/{name}"), *([Path(on_path)] if on_path else [])]
    # Debian's own on the PATH chooses a version by itself: it comes after those that are one.
    found = {version: path for path in reversed(paths) if (version := _read_version(path))}
    fitting = sorted(version for version in found if version >= server)
    if fitting:
        return found[fitting[0]]
    older = f"; that of version {max(found)} is too old for it" if found else ""
    message = (
        f"{name} of PostgreSQL {server} is not on this machine{older}. Install PostgreSQL's programs "
        f"(Debian: apt-get install postgresql-client-{server}), then try again."
    )
    raise ProgramsMissing(message, str(server))


def _read_version(path: Path) -> int:
    """Return a program's major version; 0 where it does not tell."""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - as above
    told = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(told[1]) if told and done.returncode == 0 else 0


def _environment() -> dict[str, str]:
    """Return the programs' environment: what DATABASE_URL says, in libpq's variables."""
    variables = {
        each.keyword.decode(): each.envvar.decode() for each in psycopg.pq.Conninfo.get_defaults() if each.envvar
    }
    told = {
        variables[name]: str(value) for name, value in connection.get_connection_params().items() if name in variables
    }
    return {**os.environ, **told}


def _has_extension() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [EXTENSION])
        return cursor.fetchone() is not None


def _read_reason(told: bytes) -> str:
    """Return the first error of a program. What follows it may quote rows, and with them people."""
    lines = told.decode(errors="replace").strip().splitlines()
    errors = [line for line in lines if "error:" in line.lower()]
    return (errors or lines or ["no reason given"])[0]
