"""Takes each remedy of tools/traps.toml away, in a copy of the tree, and requires that the tests named there fail."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("src", "tests", "docs", "bench", "pyproject.toml", "README.md")
AT_ONCE = 2
TIME_OUT_S = 600
TESTS_FAILED = 1


@dataclass(frozen=True)
class Trap:
    """A remedy to take away: `old` becomes `new` in `file`; one of `tests` has to fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: list[str]


def main() -> int:
    """Try all traps, or those whose names contain the words given; print what was not noticed."""
    words = sys.argv[1:]
    content = tomllib.loads((ROOT / "tools/traps.toml").read_text(encoding="utf-8"))
    traps = [Trap(**each) for each in content["trap"]]
    wanted = [trap for trap in traps if all(word.lower() in trap.name.lower() for word in words)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(spring, wanted))
    unnoticed = [trap.name for trap, problem in zip(wanted, outcomes, strict=True) if problem]
    for trap, problem in zip(wanted, outcomes, strict=True):
        print(f"{'MISSED ' if problem else 'noticed'}  {trap.name}" + (f"\n         {problem}" if problem else ""))
    print(f"{len(wanted) - len(unnoticed)} of {len(wanted)} are noticed")
    return 1 if unnoticed else 0


def spring(trap: Trap) -> str:
    """Run the tests without the remedy; return what is wrong with them, empty when one of them fails."""
    files = find_tests(trap.tests)
    if len(files) < len(set(trap.tests)):
        return f"some of {', '.join(trap.tests)} do not exist"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, tree / name)
        source = tree / trap.file
        text = source.read_text(encoding="utf-8")
        if text.count(trap.old) != 1:
            return f"the text to replace stands {text.count(trap.old)} times in {trap.file}"
        source.write_text(text.replace(trap.old, trap.new), encoding="utf-8")
        return run(tree, trap.tests, sorted(set(files.values())))


def find_tests(names: list[str]) -> dict[str, str]:
    """Return the file of each test."""
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    return {
        name: str(path.relative_to(ROOT))
        for name in names
        for path, source in sources.items()
        if f"def {name}(" in source
    }


def run(tree: Path, names: list[str], files: list[str]) -> str:
    """Run the tests in a tree whose sources come before the installed ones."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", " or ".join(names), *files]
    done = subprocess.run(
        command,
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree / "src"), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=TIME_OUT_S,
        check=False,
    )
    if done.returncode == TESTS_FAILED:
        return ""
    return "the tests pass without the remedy" if done.returncode == 0 else done.stdout[-800:] + done.stderr[-800:]


if __name__ == "__main__":
    sys.exit(main())
