"""The command `kogge init`."""

import json
import sys

from rich.console import Console

from kogge.config import read_config
from kogge.site.installation import InstallationReport, install
from kogge.site.setup_code import is_setup_open, read_setup_code


def init(*, with_demo: bool, is_empty: bool, as_json: bool) -> int:
    """Make or complete the installation and say what came of it. Returns the exit status."""
    report = install(read_config(), with_demo=with_demo, is_empty=is_empty)
    if as_json:
        print_json(report)
    else:
        print_text(report)
    return 0


def print_json(report: InstallationReport) -> None:
    """Write one JSON document; a generated password is in it this one time."""
    told = {
        "home": str(report.home),
        "database": report.database,
        "user": "" if is_setup_open() else report.user,
        "made": report.made,
        "found": report.found,
    }
    if report.password:
        told["password"] = report.password
    if is_setup_open():
        told["setup_code"] = read_setup_code()
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def print_text(report: InstallationReport) -> None:
    """Write what was made and found, for people."""
    console = Console(highlight=False)
    console.print(f"Data folder  {report.home} ({report.database})")
    for name in report.made:
        console.print(f"  new        {name}")
    for name in report.found:
        console.print(f"  there      {name}")
    if report.password:
        console.print(f"Sign in as   {report.user}")
        console.print(f"Password     {report.password}    (shown this once)", markup=False)
    if is_setup_open():
        print_setup_code(console, "http://127.0.0.1:8700/")


def print_setup_code(console: Console, url: str) -> None:
    """Tell how to go on where nobody can sign in yet."""
    console.print(
        f"Set up       open {url} (`kogge serve`); company and administrator are asked for there", soft_wrap=True
    )
    console.print(f"Setup code   {read_setup_code()}    (works until there is an administrator)", markup=False)
