"""Runs every benchmark of this folder, each in a process of its own, and prints one table.

python -m benchmarks [name …]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    """Run them; a benchmark that fails does not hold up the others, but is told at the end."""
    names = sys.argv[1:] or sorted(
        path.stem
        for path in FOLDER.glob("*.py")
        if not path.stem.startswith("_") and "def main(" in path.read_text("utf-8")
    )
    print("| what | measured | compared |\n|---|---|---|", flush=True)
    failed = [
        name
        for name in names
        if subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=FOLDER.parent
        ).returncode
    ]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
