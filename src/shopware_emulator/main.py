"""The command line: `shopware-emulator serve`."""

import json
import socket
import sys
from typing import Annotated

import typer
import uvicorn

from shopware_emulator.app import create_app
from shopware_emulator.clock import Clock
from shopware_emulator.emulator import Emulator
from shopware_emulator.faults import PROFILES, Faults
from shopware_emulator.limits import Limits

DEFAULT_PORT = 8702
DEFAULT_ORDERS = 50

app = typer.Typer(add_completion=False, no_args_is_help=True, help="A local Shopware 6 for development and tests.")


@app.callback()
def about() -> None:
    """A local Shopware 6 for development and tests."""  # noqa: D401 - shown as the command's help


@app.command()
def serve(  # noqa: PLR0913 - one parameter an option
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.")] = DEFAULT_PORT,
    orders: Annotated[int, typer.Option(min=0, help="Orders to generate.")] = DEFAULT_ORDERS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same orders.")] = 1,
    days: Annotated[float, typer.Option(min=0, help="The days that the generated orders are spread over.")] = 14,
    faults: Annotated[str, typer.Option(help=f"What goes wrong: {', '.join(PROFILES)}.")] = "none",
    rate_limit: Annotated[int, typer.Option(min=0, help="Requests a minute; 0 is no limit.")] = 0,
    clock: Annotated[str, typer.Option(help="real or virtual.")] = "real",
) -> None:
    """Serve until stopped; the first line on standard output tells the address as JSON."""
    if faults not in PROFILES:
        raise typer.BadParameter(
            f"there is no profile {faults!r}; there are: {', '.join(PROFILES)}", param_hint="--faults"
        )
    if clock not in {"real", "virtual"}:
        raise typer.BadParameter("real or virtual", param_hint="--clock")
    emulator = Emulator(
        clock=Clock(virtual=clock == "virtual"), faults=Faults(faults, seed), limits=Limits(rate_limit), seed=seed
    )
    emulator.generate(orders, days)
    _run(emulator, host, port)


def _run(emulator: Emulator, host: str, port: int) -> None:
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        typer.echo(f"shopware-emulator: cannot listen on {host}:{port}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    url = f"http://{host}:{listener.getsockname()[1]}"
    sys.stdout.write(json.dumps({"event": "listening", "url": url, "orders": len(emulator.orders)}) + "\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(create_app(emulator), log_level="warning")).run(sockets=[listener])


def main() -> None:
    """Run the command line."""
    app()
