"""Fails when a source file is longer than one can keep in mind."""

import subprocess
import sys
from pathlib import Path

MOST_LINES = 400
KINDS = ("*.py", "*.html", "*.js", "*.css")
EXEMPT = ("/migrations/", "/vendor/", "/locale/")


def main() -> int:
    """Name the files that are too long."""
    listed = subprocess.run(["git", "ls-files", "-z", *KINDS], check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and not any(part in f"/{name}" for part in EXEMPT)]
    lengths = {name: len(Path(name).read_text().splitlines()) for name in names if Path(name).exists()}
    too_long = {name: length for name, length in lengths.items() if length > MOST_LINES}
    for name, length in too_long.items():
        print(f"{name}: {length} lines, more than {MOST_LINES}: split it by what it is about")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
