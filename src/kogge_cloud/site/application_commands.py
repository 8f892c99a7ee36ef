"""The commands for the Cloud's own application at Amazon: `kogge cloud application set|rotate|show`."""

import json
import os
import sys
from datetime import UTC, datetime
from getpass import getpass
from typing import Annotated

import typer

from kogge_cloud.errors import CloudError
from kogge_cloud.site.embedding import cloud
from kogge_cloud.site.setting_up import set_up

SECRET = "KOGGE_APPLICATION_SECRET"  # noqa: S105 - the name of a variable, not a secret

app = typer.Typer(
    help="The application that sellers consent to. Its client secret is read from standard input, or from the"
    f" environment variable {SECRET}.",
    no_args_is_help=True,
)

Kind = Annotated[str, typer.Option(help="The kind of platform.")]
Issued = Annotated[datetime | None, typer.Option(help="When Amazon issued the secret (UTC); now, unless given.")]


@app.command("set")
def set_application(
    application_id: Annotated[str, typer.Argument(help="amzn1.sp.solution.…")],
    client_id: Annotated[str, typer.Argument(help="amzn1.application-oa2-client.…")],
    kind: Kind = "amazon",
    issued: Issued = None,
    draft: Annotated[bool, typer.Option("--draft", help="Not published at Amazon yet.")] = False,  # noqa: FBT002
    redirect_uri: Annotated[str, typer.Option(help="Where Amazon sends the browser back to, if not here.")] = "",
) -> None:
    """Keep the Cloud's application, in place of any before."""
    set_up()
    cloud.set_application(
        kind,
        application_id=application_id,
        client_id=client_id,
        client_secret=_read_secret(),
        issued_at=_at(issued),
        is_draft=draft,
        redirect_uri=redirect_uri,
    )
    typer.echo(f"Sellers now consent to {application_id}.", err=True)


@app.command()
def rotate(kind: Kind = "amazon", issued: Issued = None) -> None:
    """Add the application's newer client secret; the one before goes on working for seven days."""
    set_up()
    _require(kind)
    cloud.rotate_application_secret(kind, _read_secret(), _at(issued))
    typer.echo("The newer secret is used from now on; the one before stays valid for seven days.", err=True)


@app.command()
def show(
    kind: Kind = "amazon",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,  # noqa: FBT002
) -> None:
    """Show the application and when its secrets were issued; never a secret."""
    set_up()
    described = _require(kind)
    if as_json:
        typer.echo(json.dumps(described))
        return
    for name, value in described.items():
        typer.echo(f"{name.replace('_', ' '):<18}{', '.join(value) if isinstance(value, list) else value}")


def _require(kind: str) -> dict[str, object]:
    try:
        return cloud.describe_application(kind)
    except CloudError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _at(moment: datetime | None) -> datetime:
    return moment.replace(tzinfo=UTC) if moment else datetime.now(UTC)


def _read_secret() -> str:
    """Read the secret from where no list of processes shows it."""
    secret = os.environ.get(SECRET) or (getpass("Client secret: ") if sys.stdin.isatty() else sys.stdin.readline())
    if not secret.strip():
        typer.echo(f"There is no client secret: give it on standard input, or in {SECRET}.", err=True)
        raise typer.Exit(2)
    return secret.strip()
