"""Times the pages that list documents and orders, in an Office that has many of them.

    python bench/lists.py [--orders N]

The Office is filled by a real import (SQLite); each page is asked for several times, and the median is printed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure in a fresh process with an empty data folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        wanted = {"KOGGE_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "kogge.site.settings"}
        command = [sys.executable, "-m", "bench.measured_lists", str(options.orders)]
        return subprocess.run(command, cwd=ROOT, env=os.environ | wanted, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
