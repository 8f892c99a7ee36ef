"""Fails when a text has no German translation, or the catalogue is out of date; `--update` gathers and compiles."""

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path("src/kogge")
CATALOGUE = SOURCE / "site/locale/de/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")


def main() -> int:
    """Check, or bring up to date."""
    if "--update" in sys.argv:
        gather(SOURCE)
        compile_catalogue(CATALOGUE, COMPILED)
    problems = find_problems()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def gather(source: Path) -> None:
    """Let Django read all texts of the source folder into its catalogue."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""}
    options = ["-l", "de", "--no-obsolete", "--add-location=file", "--ignore=vendor"]
    command = [sys.executable, "-W", "ignore", "-c", GATHER, *options]
    subprocess.run(command, cwd=source, env=environment, check=True, stdout=subprocess.DEVNULL)


GATHER = """
import sys
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(LOCALE_PATHS=["site/locale"], USE_I18N=True)
django.setup()
call_command("makemessages", *sys.argv[1:])
"""


def compile_catalogue(catalogue: Path, compiled: Path) -> None:
    """Write the form that programs read."""
    subprocess.run(["msgfmt", "--check-format", "--check-domain", "-o", str(compiled), str(catalogue)], check=True)


def find_problems() -> list[str]:
    """Return what is wrong with the German catalogue, in words."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kogge"
        shutil.copytree(SOURCE, copy)
        gather(copy)
        fresh = copy / CATALOGUE.relative_to(SOURCE)
        for kind in ("untranslated", "only-fuzzy"):
            found = subprocess.run(["msgattrib", f"--{kind}", str(fresh)], check=True, capture_output=True, text=True)
            texts = re.findall(r'^msgid (".*"(?:\n".*")*)', found.stdout, re.MULTILINE)
            problems += [f"{kind}: {text}" for text in texts if text != '""']
        current = Path(folder) / "current.mo"
        compile_catalogue(CATALOGUE, current)
        if not COMPILED.exists() or not filecmp.cmp(current, COMPILED, shallow=False):
            problems.append(f"{COMPILED} is not what {CATALOGUE} compiles to: run `make translations`")
    return problems


if __name__ == "__main__":
    sys.exit(main())
