"""Old data that is read straight from another program's database."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from kogge.companies.commands import InputUnusable
from kogge.data_imports.fields import Kind, Profile
from kogge.data_imports.selects import Wanted, find_programs, make_select, make_snapshot, name_table
from kogge.infrastructure.foreign_databases import Engine, Server, Source, open_database

ENGINES = {Engine.POSTGRESQL: "PostgreSQL", Engine.SQLSERVER: "Microsoft SQL Server", Engine.SQLITE: "SQLite"}
PORTS = {Engine.POSTGRESQL: 5432, Engine.SQLSERVER: 1433}
PROGRAMS = {Profile.ODOO: "Odoo", Profile.JTL: "JTL-Wawi"}
_SCHEMES = {
    "postgresql": Engine.POSTGRESQL, "postgres": Engine.POSTGRESQL, "mssql": Engine.SQLSERVER,
    "sqlserver": Engine.SQLSERVER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What a database shows to who signed in: tables as people write them, and the programs they are of."""

    tables: Sequence[str]
    programs: Sequence[Profile]


def list_wanted(source: Source, *, may_be_near: bool) -> Shown:
    """Return what can be read of a database. Raises ForeignDatabaseFailed."""
    with open_database(source, may_be_near=may_be_near) as reader:
        tables = reader.list_tables()
    return Shown([name_table(*each) for each in tables], find_programs(source.engine, tables))


def read_wanted(source: Source, wanted: Wanted, kind: Kind, *, may_be_near: bool) -> bytes:
    """Return the snapshot of a table, view or SELECT. Raises ForeignDatabaseFailed and SelectRefused."""
    with open_database(source, may_be_near=may_be_near) as reader:
        tables = reader.list_tables() if wanted.table else []
        return make_snapshot(*reader.read(make_select(wanted, source.engine, kind, tables)))


def name_wanted(source: Source, wanted: Wanted) -> str:
    """Return by which name an import is listed: what was read, and of what; no host and no user."""
    program = PROGRAMS.get(Profile(wanted.program)) if wanted.program in set(Profile) else ""
    return f"{wanted.table or program or 'SELECT'} · {ENGINES[source.engine]}"


def read_server(url: str) -> Server:
    """Return the server of an address: postgresql://user:password@host:port/name, or mssql://….

    Raises InputUnusable, which does not repeat the address: it holds a password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    engine = _SCHEMES.get(parts.scheme)
    database = unquote(parts.path.removeprefix("/"))
    if engine is None or not parts.hostname or not database or not parts.username:
        message = (
            "The database's address is neither postgresql://user:password@host:port/name nor "
            "mssql://user:password@host:port/name. Write signs such as @ in a password as %40."
        )
        raise InputUnusable(message)
    user, password = unquote(parts.username), unquote(parts.password or "")
    return Server(engine, parts.hostname, port or PORTS[engine], database, user, password)
