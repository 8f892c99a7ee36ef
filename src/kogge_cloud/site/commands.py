"""The commands of the Cloud: `kogge cloud serve`, `listen`, `account`, `application`."""

import json
import signal
from threading import Event
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces

from kogge_cloud.infrastructure.settings import sqs_queue_arn
from kogge_cloud.site.application_commands import app as application_app
from kogge_cloud.site.embedding import cloud
from kogge_cloud.site.setting_up import set_up

app = typer.Typer(
    help="Run the Cloud apart from the Office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
account_app = typer.Typer(help="Accounts of Offices that use this Cloud.", no_args_is_help=True)
app.add_typer(account_app, name="account")
app.add_typer(application_app, name="application")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8702,
    workers: Annotated[int, typer.Option(help="Server processes; more than one needs PostgreSQL.", min=1)] = 1,
) -> None:
    """Bring the database up to date, then answer the contract's API until stopped."""
    set_up()
    Granian(
        "kogge_cloud.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
    ).serve()


@app.command()
def listen() -> None:
    """Take over what platforms tell on the queue (KOGGE_SQS_QUEUE_ARN), until stopped."""
    set_up()
    if not sqs_queue_arn():
        typer.echo("There is no queue to listen to: set KOGGE_SQS_QUEUE_ARN.", err=True)
        raise typer.Exit(2)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    cloud.listen(stop)


@account_app.command("create")
def create_account(
    name: Annotated[str, typer.Argument(help="Whose account it is.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,  # noqa: FBT002
) -> None:
    """Open an account, or add a client to it; the secret is shown this one time."""
    set_up()
    client_id, client_secret = cloud.create_account(name)
    if as_json:
        typer.echo(json.dumps({"name": name, "client_id": client_id, "client_secret": client_secret}))
        return
    typer.echo(f"Account        {name}\nClient ID      {client_id}\nClient secret  {client_secret}")
    typer.echo("The secret is not shown again: enter it in the Office now.", err=True)
