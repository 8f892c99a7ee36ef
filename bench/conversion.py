"""Times conversion and posting of many documents: orders of three lines become invoices, which are then posted.

    python bench/conversion.py [--documents N] [--database sqlite|postgres|both] [--json]

One process does everything through the functions that screens and tasks call; PostgreSQL is a throw-away cluster.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure each wanted database in a process of its own and print the figures."""
    options = read_options()
    databases = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    results = [run_apart(database, options.documents) for database in databases]
    print(json.dumps(results) if options.json else "\n".join(describe(result) for result in results))
    return 0


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run_apart(database: str, documents: int) -> dict[str, Any]:
    """Measure in a fresh process with an empty data folder, on PostgreSQL with a cluster of its own."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "bench.measured_conversion", str(documents)]
        if database == "postgres":
            command = [sys.executable, "-m", "tests.postgres", *command]
        wanted = {"KOGGE_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "kogge.site.settings"}
        done = subprocess.run(command, cwd=ROOT, env=os.environ | wanted, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"database": database} | result


def describe(result: dict[str, Any]) -> str:
    """Say it in a line."""
    return (
        f"{result['database']:<9} {result['documents_per_s']:>8,.0f} documents/s converted"
        f"   {result['posted_per_s']:>8,.0f} posted/s   verified in {result['verify_s']:.1f} s"
        f"   ({result['documents']:,} documents of three lines)"
    )


if __name__ == "__main__":
    sys.exit(main())
