"""Everything that has to hold before a change is accepted, in order, quickest first.

`checks.py` runs all of it and stops at the first failure; `checks.py types lint` runs those.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap import BIN, PHONE, ROOT, STAMPS, node_environment

# The folders that are installed inside the package, as setup.cfg maps them.
MAPPED = {"tasks": ROOT / "tasks", "migrations": ROOT / "migrations"}

TREE = STAMPS / "tree"


@dataclass(frozen=True)
class Check:
    """One thing that has to hold."""

    name: str
    title: str
    command: list[str]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)


def mapped_tree() -> Path:
    """A folder in which the package looks as installed, for tools that read sources by path.

    It holds links only: `intranet_qms` with `tasks` and `migrations` inside.
    """
    package = TREE / "intranet_qms"
    package.mkdir(parents=True, exist_ok=True)
    wanted = {
        path.name: path
        for path in (ROOT / "intranet_qms").iterdir()
        if path.name != "__pycache__" and path.name not in MAPPED
    } | MAPPED
    for link in package.iterdir():
        if link.name not in wanted:
            link.unlink()
    for name, target in wanted.items():
        if not (package / name).is_symlink():
            (package / name).symlink_to(os.path.relpath(target, package))
    return TREE


def all_checks() -> list[Check]:
    """The checks in the order in which they are run."""
    tree = mapped_tree()
    node = node_environment()
    return [
        Check("lint", "style and likely bugs", [str(BIN / "ruff"), "check"]),
        Check("format", "layout of the code", [str(BIN / "ruff"), "format", "--check"]),
        Check(
            "types",
            "types",
            [
                str(BIN / "mypy"),
                f"--config-file={ROOT / 'setup.cfg'}",
                f"--cache-dir={ROOT / '.mypy_cache'}",
                "--package=intranet_qms",
            ],
            folder=tree,
        ),
        Check(
            "imports",
            "who may import whom",
            [str(BIN / "lint-imports"), f"--config={ROOT / '.importlinter'}", "--no-cache"],
            folder=tree,
            # One kind of contract is the project's own, in tests/architecture.
            environment={"PYTHONPATH": str(ROOT)},
        ),
        Check("pwa-types", "types of the phone application", ["npm", "run", "check"], PHONE, node),
        Check("pwa-tests", "tests of the phone application", ["npm", "test"], PHONE, node),
        Check(
            "tests",
            "tests",
            [
                str(BIN / "pytest"),
                "-q",
                "--numprocesses=2",
                # One file stays with one worker: what its tests share is started once. The
                # longest files come first, as the tests order them.
                "--dist=loadfile",
                "--no-loadscope-reorder",
                *shlex.split(os.environ.get("PYTEST_ARGS", "")),
            ],
            # The sign-in provider of the tests runs on Node too.
            environment=node,
        ),
    ]


def main() -> int:
    """Runs the checks named, or all; returns 1 at the first that fails."""
    wanted = sys.argv[1:]
    checks = [check for check in all_checks() if not wanted or check.name in wanted]
    begun = time.monotonic()
    for number, check in enumerate(checks, start=1):
        print(f"\n── {number}/{len(checks)}  {check.title}", flush=True)
        started = time.monotonic()
        code = subprocess.run(
            check.command,
            cwd=check.folder,
            env={**os.environ, **check.environment},
            check=False,
        ).returncode
        took = time.monotonic() - started
        if code != 0:
            print(f"\nFAILED: {check.title}, after {took:.0f} s", file=sys.stderr)
            print(f"Again, only this:  .venv/bin/python scripts/checks.py {check.name}\n")
            return 1
        print(f"   {took:.0f} s", flush=True)
    print(f"\nAll well, in {time.monotonic() - begun:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
