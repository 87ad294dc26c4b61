"""Where the sources are, for tests that read them."""

import ast
import configparser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The folders whose Python is installed, as setup.cfg maps them, and the packages they become.
INSTALLED = {
    "intranet_qms": "intranet_qms",
    "tasks": "intranet_qms.tasks",
    "migrations": "intranet_qms.migrations",
}

FEATURES = (
    "trail",
    "files",
    "reports",
    "outbox",
    "people",
    "standards",
    "documents",
    "checklists",
    "findings",
    "audits",
    "exchange",
    "records",
    "sync",
)


@cache
def setup_configuration() -> configparser.ConfigParser:
    """The contents of setup.cfg."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def listed_packages() -> set[str]:
    """The packages that setup.cfg lists."""
    return set(setup_configuration()["options"]["packages"].split())


def packages_on_disk() -> set[str]:
    """The packages that the installed folders hold: every folder with Python files in it."""
    found = set()
    for folder, package in INSTALLED.items():
        for file in (ROOT / folder).rglob("*.py"):
            inside = file.parent.relative_to(ROOT / folder)
            found.add(".".join((package, *inside.parts)))
    return found


def python_files() -> list[Path]:
    """The Python files of the installed folders."""
    return sorted(file for folder in INSTALLED for file in (ROOT / folder).rglob("*.py"))


def parsed_files() -> Iterator[tuple[Path, list[str], ast.Module]]:
    """Path below the root, lines and syntax tree of every installed Python file."""
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(ROOT), text.splitlines(), ast.parse(text, str(path))
