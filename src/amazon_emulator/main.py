"""The command line: `amazon-emulator serve`."""

import json
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from amazon_emulator.app import create_app
from amazon_emulator.clock import Clock
from amazon_emulator.emulator import Emulator
from amazon_emulator.faults import PROFILES, Faults
from amazon_emulator.notifications.delivery import QueueSender
from amazon_emulator.orders.store import OrderUnusable, read_orders
from amazon_emulator.sandbox.cases import ModelUnusable, SandboxOperation, read_model

DEFAULT_PORT = 8701
DEFAULT_ORDERS = 50

app = typer.Typer(add_completion=False, no_args_is_help=True, help="A local Amazon for development and tests.")


@app.callback()
def about() -> None:
    """A local Amazon for development and tests."""  # noqa: D401 - shown as the command's help


@app.command()
def serve(  # noqa: PLR0913 - one parameter an option
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.")] = DEFAULT_PORT,
    orders: Annotated[int | None, typer.Option(min=0, help="Orders to generate; 50 unless files are loaded.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same orders.")] = 1,
    load: Annotated[list[Path] | None, typer.Option(help="Orders in the shape of Amazon's answers.")] = None,
    faults: Annotated[str, typer.Option(help=f"What goes wrong: {', '.join(PROFILES)}.")] = "none",
    quota: Annotated[float, typer.Option(min=0, help="Factor on Amazon's rates, announced in the header.")] = 1,
    clock: Annotated[str, typer.Option(help="real or virtual.")] = "real",
    sqs_endpoint: Annotated[str, typer.Option(help="Where notifications go: the URL of an SQS server.")] = "",
    public_url: Annotated[str, typer.Option(help="What documents' addresses begin with; else where it listens.")] = "",
    sandbox: Annotated[list[Path] | None, typer.Option(help="Serve the static cases of Amazon's models only.")] = None,
) -> None:
    """Serve until stopped; the first line on standard output tells the address as JSON."""
    if faults not in PROFILES:
        raise typer.BadParameter(
            f"there is no profile {faults!r}; there are: {', '.join(PROFILES)}", param_hint="--faults"
        )
    if clock not in {"real", "virtual"}:
        raise typer.BadParameter("real or virtual", param_hint="--clock")
    emulator = Emulator(
        clock=Clock(virtual=clock == "virtual"), quota_factor=quota, faults=Faults(faults, seed), seed=seed
    )
    emulator.notifications.sender = QueueSender(sqs_endpoint) if sqs_endpoint else None
    emulator.documents.origin = public_url.rstrip("/")
    _load(emulator, load or [])
    emulator.generate(orders if orders is not None else (0 if load else DEFAULT_ORDERS))
    _run(emulator, host, port, _read_sandbox(sandbox or []))


def _load(emulator: Emulator, files: list[Path]) -> None:
    try:
        for path in files:
            for order in read_orders(path):
                emulator.store.put(order)
    except OrderUnusable as error:
        typer.echo(f"amazon-emulator: {error}", err=True)
        raise typer.Exit(2) from error


def _read_sandbox(files: list[Path]) -> list[SandboxOperation]:
    try:
        return [operation for path in files for operation in read_model(path)]
    except ModelUnusable as error:
        typer.echo(f"amazon-emulator: {error}", err=True)
        raise typer.Exit(2) from error


def _run(emulator: Emulator, host: str, port: int, sandbox: list[SandboxOperation]) -> None:
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        typer.echo(f"amazon-emulator: cannot listen on {host}:{port}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    url = f"http://{host}:{listener.getsockname()[1]}"
    emulator.documents.origin = emulator.documents.origin or url
    listening = {"event": "listening", "url": url, "orders": len(emulator.store), "quota": emulator.quota_factor}
    sys.stdout.write(json.dumps(listening) + "\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(create_app(emulator, sandbox), log_level="warning")).run(sockets=[listener])


def main() -> None:
    """Run the command line."""
    app()
