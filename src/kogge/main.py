"""The command line: reads the words, and hands over to the module that does the work."""

import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer

from kogge.command_line import (
    DONE,
    NotInstalled,
    WrongInput,
    find_command,
    finish,
    leave_threads_behind,
    read_moment,
    reporting,
    set_up,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document to standard output and nothing else.")]
PlatformName = Annotated[str, typer.Argument(help="Name of the platform.", metavar="PLATFORM")]
Since = Annotated[str, typer.Option(help="Changes from this moment on (ISO 8601; UTC unless it says otherwise).")]
Until = Annotated[str, typer.Option(help="Changes up to this moment.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


@app.callback(invoke_without_command=True)
def describe(
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,  # noqa: FBT002
) -> None:
    """Bring platform orders into the ERP as documents, exactly once and to the cent."""
    if show_version:
        typer.echo(version("kogge"))
        raise typer.Exit


@app.command()
def init(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Add a platform that is signed in to the Emulator.")] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Databases alone; company and administrator are set up in the browser.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Create the data folder, database, company and admin user. Doing it again changes nothing."""
    if demo and empty:
        message = "--demo needs the company that --empty leaves out: choose one of them."
        raise WrongInput(message)
    set_up(must_exist=False)
    finish(find_command("kogge.site.commands", "init")(with_demo=demo, is_empty=empty, as_json=as_json))


@app.command()
def demo(  # noqa: PLR0913 - one parameter an option
    *,
    orders: Annotated[int, typer.Option(help="Orders at the demo platform.", min=0, max=1_000_000)] = 200,
    seed: Annotated[int, typer.Option(help="The same seed makes the same orders.")] = 1,
    faults: Annotated[str, typer.Option(help="Fault profile of the Emulator.", metavar="PROFILE")] = "none",
    platform: Annotated[str, typer.Option(help="Kind of the demo platform, a marketplace unless given.")] = "",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Show the result in the browser at the end.")
    ] = True,
    host: Host = "127.0.0.1",
    port: Port = 8700,
    as_json: AsJson = False,
) -> None:
    """Set up a throw-away installation against an Emulator, retrieve its orders and prove that none is lost."""
    provide = find_command("kogge.site.demo_environment", "demo_environment")
    wishes = {"orders": orders, "seed": seed, "faults": faults, "platform": platform, "with_queue": serve}
    with provide(**wishes, keep_output=not as_json) as environment:
        set_up(must_exist=False)
        status = find_command("kogge.site.demo", "demo")(
            environment, address=f"http://{host}:{port}/" if serve else "", as_json=as_json
        )
        if serve:
            find_command("kogge.site.serving", "serve_apart")(host, port)
    finish(status)


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8700) -> None:
    """Run web pages, Cloud and workers in one process group."""
    set_up()
    finish(find_command("kogge.site.serving", "serve")(host, port))


@app.command()
def worker() -> None:
    """Run waiting work until stopped; any number of workers may run on any number of machines (with PostgreSQL)."""
    set_up()
    finish(find_command("kogge.site.serving", "work")())


@app.command()
def retrieve(
    platform: PlatformName,
    *,
    since: Since = "",
    until: Until = "",
    order: Annotated[str, typer.Option(help="This one order, by its number at the platform.", metavar="ID")] = "",
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help="Everything the platform lists (in the window), shipped too."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write no document.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a platform's orders in. What an earlier, killed retrieval left undone is finished first."""
    window = {"since": read_moment(since, "--since"), "until": read_moment(until, "--until")}
    set_up()
    run = find_command("kogge.orders.commands.retrieve", "retrieve")
    finish(run(platform, **window, order_reference=order, backfill=backfill, dry_run=dry_run, as_json=as_json))


@app.command()
def sync(
    schedule: Annotated[str, typer.Argument(help="Name of the middleware's schedule.", metavar="SCHEDULE")],
    *,
    company: Annotated[str, typer.Option(help="The company, where several have a schedule of the name.")] = "",
    as_json: AsJson = False,
) -> None:
    """Carry out a schedule of the middleware once, due or not. Exit status 1: some of it failed, or orders wait.

    Orders are read here. What goes up, and what a shop's retrieval fetches, is handed to the workers.
    """
    set_up()
    finish(find_command("kogge.middleware.commands", "synchronise")(schedule, company=company, as_json=as_json))


@app.command()
def reconcile(
    platform: PlatformName,
    *,
    since: Since = "",
    report: Annotated[
        bool,
        typer.Option(help="Ask for the platform's own report of all orders, too (of the last 30 days, or --since)."),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Compare what the platform lists, reports and notified with what is here; fetch what only the report tells of."""
    moment = read_moment(since, "--since")
    set_up()
    run = find_command("kogge.orders.commands.reconcile", "reconcile")
    finish(run(platform, since=moment, with_report=report, as_json=as_json))


@app.command()
def replay(
    platform: PlatformName,
    *,
    order: Annotated[str, typer.Option(help="This order alone.", metavar="ORDER")] = "",
    write: Annotated[bool, typer.Option("--write", help="Change the documents; else only say what differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Map documents again with today's settings: what differs, and with --write the change itself."""
    set_up()
    run = find_command("kogge.orders.commands.replay", "replay")
    finish(run(platform, order_reference=order, write=write, as_json=as_json))


@app.command()
def documents(
    *,
    platform: Annotated[str, typer.Option(help="Only this platform's.", metavar="PLATFORM")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the documents."""
    set_up()
    finish(find_command("kogge.orders.commands.documents", "documents")(platform, as_json=as_json))


@app.command()
def document(
    action: Annotated[str, typer.Argument(help="convert, post, cancel, archive, restore, lock, unlock or print.")],
    numbers: Annotated[list[str], typer.Argument(help="Numbers of documents.", metavar="NUMBER…")],
    *,
    into: Annotated[str, typer.Option(help="The document type to convert into, by its name.", metavar="TYPE")] = "",
    reason: Annotated[str, typer.Option(help="Why: to cancel and to lock.")] = "",
    out: Annotated[str, typer.Option(help="Where to print: a file, or - for standard output.", metavar="FILE")] = "",
    as_json: AsJson = False,
) -> None:
    """Do something with documents, and say of each what came of it. Exit status 1: some were left as they are.

    To print writes the paper of one document as PDF.
    """
    set_up()
    if action == "print":
        finish(find_command("kogge.printing.commands", "print_to_file")(numbers, out))
    run = find_command("kogge.documents.commands", "act")
    finish(run(action, numbers, into=into, reason=reason, as_json=as_json))


@app.command("tracking-import")
def tracking_import(
    file: Annotated[str, typer.Argument(help="A carrier's CSV file, or - for standard input.", metavar="FILE")],
    *,
    company: Annotated[str, typer.Option(help="The company, where there are several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what the rows mean; make no parcel ready.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take over a carrier's file of tracking numbers. Exit status 1: some rows were left as they are.

    The same file again does what could not be done before, and nothing twice.
    """
    set_up()
    run = find_command("kogge.shipping.commands", "import_tracking")
    finish(run(file, company=company, dry_run=dry_run, as_json=as_json))


@app.command("import-stock")
def import_stock(  # noqa: PLR0913 - one parameter an option
    file: Annotated[str, typer.Argument(help="CSV, a workbook, - for standard input; or SQLite.", metavar="FILE")] = "",
    *,
    kind: Annotated[str, typer.Option(help="customers, articles or documents.")],
    database_url_file: Annotated[str, typer.Option(help="A file with postgresql://… or mssql://…; - for input.")] = "",
    table: Annotated[str, typer.Option(help="The table or view of the database.")] = "",
    query_file: Annotated[str, typer.Option(help="A file with a SELECT, instead of a table.", metavar="FILE")] = "",
    program: Annotated[str, typer.Option(help="odoo or jtl: the ready SELECT for its tables.")] = "",
    company: Annotated[str, typer.Option(help="The company, where there are several.")] = "",
    column: Annotated[
        list[str] | None, typer.Option(help="What a column means, where its heading does not tell.", metavar="H=FIELD")
    ] = None,
    into: Annotated[str, typer.Option(help="The document type of open documents, by its name.", metavar="TYPE")] = "",
    status: Annotated[str, typer.Option(help="The status of new customers, by its name.")] = "",
    net: Annotated[bool | None, typer.Option("--net/--gross", help="Whether prices of documents bear no tax.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each record; write none.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over customers, articles or open documents of another program; twice is once. Exit status 1: not all."""
    set_up()
    run = find_command("kogge.data_imports.commands", "import_stock")
    read = {"url_file": database_url_file, "table": table, "query_file": query_file, "program": program}
    options = {"kind": kind, "company": company, "columns": column or (), "into": into, "status": status, "net": net}
    finish(run(file, **read, **options, dry_run=dry_run, as_json=as_json))


@app.command("access-key")
def access_key(
    account: Annotated[str, typer.Argument(help="User name of an account with the role for programs.")],
    name: Annotated[str, typer.Argument(help="Which program uses the key.")],
    *,
    company: Annotated[str, typer.Option(help="The company, where the account works in several.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a key to the interface for programs, and print it this once."""
    set_up()
    finish(find_command("kogge.people.commands", "make_key")(account, name, company=company, as_json=as_json))


@app.command()
def backup(
    file: Annotated[str, typer.Argument(help="The file to make; one that is there is not overwritten.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make a backup of all databases, also while everything runs. Keys are not in it: keep them apart."""
    set_up()
    finish(find_command("kogge.backups.commands", "back_up")(file, as_json=as_json))


@app.command()
def restore(
    file: Annotated[str, typer.Argument(help="A backup of `kogge backup`, or of the page Changeover.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the databases; what was there is kept. Stop Kogge first."""
    set_up()
    finish(find_command("kogge.backups.commands", "restore")(file, as_json=as_json))


@app.command()
def verify(*, as_json: AsJson = False) -> None:
    """Prove the books: the chain of posted documents, sums, journal, quantities, numbers. Exit status 1: not proved."""
    set_up()
    finish(find_command("kogge.documents.commands", "verify")(as_json=as_json))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
def cloud(context: typer.Context) -> None:
    """Run the Cloud apart from the Office: serve, account."""
    mounted = next(iter(entry_points(group="kogge.commands", name="cloud")), None)
    if mounted is None:
        message = "No Cloud is installed beside this Office."
        raise NotInstalled(message)
    finish(mounted.load()(context.args, prog_name="kogge cloud", standalone_mode=False))


def main() -> None:
    """Run the command line; leaves with one of the documented exit statuses and never with a traceback."""
    arguments = sys.argv[1:]
    try:
        with reporting(as_json="--json" in arguments):
            sys.exit(app(arguments, prog_name="kogge", standalone_mode=False) or DONE)
    finally:
        leave_threads_behind()


if __name__ == "__main__":
    main()
