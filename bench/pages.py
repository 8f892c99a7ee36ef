"""Times every page of the Office on PostgreSQL, with many documents.

    python bench/pages.py [--documents N] [--times N] [--json]

A small import through feed and office is multiplied inside the database until there are so many documents. Then each
page that can be opened is asked for again and again, detail pages each time for another row; printed are median and
95th percentile of the server's time, worst first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.postgres import throwaway_cluster

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure in a fresh process with an empty cluster."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, throwaway_cluster() as url:
        wanted = {"KOGGE_HOME": home, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kogge.site.settings"}
        command = [sys.executable, "-m", "bench.measured_pages", str(options.documents), str(options.times)]
        run = subprocess.run(command, cwd=ROOT, env=os.environ | wanted, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        return run.returncode
    result = json.loads(run.stdout)
    print(json.dumps(result, indent=2) if options.json else show(result))
    return 0


def show(result: dict[str, object]) -> str:
    """Return the figures as a table."""
    rows = result["pages"]
    assert isinstance(rows, list)
    lines = [f"{result['documents']:,} documents; milliseconds of server time: median, 95th percentile, bytes"]
    lines += [f"{row['page']:<60} {row['p50_ms']:>7.0f} {row['p95_ms']:>7.0f} {row['bytes']:>8}" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
